package dev.caisson;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a container ended, and what it used.
 *
 * @param ending what ended it
 * @param exitCode the command's exit code, 0 to 255; empty unless it exited by itself
 * @param signal the signal that ended the command; empty if it exited by itself
 * @param stdout what was captured of standard output
 * @param stderr what was captured of standard error
 * @param wallTime from the execution of the command to the end of the last process
 * @param cpuTime user and system time of all its processes: from its cgroup, or where the host
 *     offers none, of those that were waited for
 * @param peakMemory the most bytes that its cgroup was charged with at once; empty where the host
 *     has no such count
 * @param processLimit what held the number of its processes
 * @param users which users of this machine its users were
 */
public record Result(
    Ending ending,
    OptionalInt exitCode,
    Optional<Signal> signal,
    Captured stdout,
    Captured stderr,
    Duration wallTime,
    Duration cpuTime,
    OptionalLong peakMemory,
    ProcessLimit processLimit,
    Users users) {

  /** Returns whether the command exited by itself with code 0. */
  public boolean isSuccess() {
    return ending == Ending.EXIT && exitCode.orElse(1) == 0;
  }
}
