package dev.caisson;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.error.CaissonException;
import dev.caisson.launch.LaunchedProcess;
import dev.caisson.linux.WaitStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is put together when a container has ended, and what it amounts to. */
final class Summary {

  private final LaunchedProcess.End end;
  private final Duration cpuTime;
  private final OptionalLong peakMemory;
  private final long outOfMemoryKills;

  private Summary(
      LaunchedProcess.End end, Duration cpuTime, OptionalLong peakMemory, long outOfMemoryKills) {
    this.end = end;
    this.cpuTime = cpuTime;
    this.peakMemory = peakMemory;
    this.outOfMemoryKills = outOfMemoryKills;
  }

  /** Reads what a group has counted, where there is one. */
  static Summary of(LaunchedProcess.End end, Optional<Cgroup> group) throws CaissonException {
    if (group.isEmpty()) {
      return new Summary(end, end.cpuTime(), OptionalLong.empty(), 0);
    }
    Cgroup counted = group.get();
    return new Summary(
        end,
        counted.cpuUsage().orElse(end.cpuTime()),
        counted.memoryPeak(),
        counted.outOfMemoryKills().orElse(0));
  }

  /**
   * Returns what ended the container; {@code cause} is what the loop has ended it for, if it has.
   */
  Ending ending(@Nullable Ending cause) throws CaissonException {
    if (cause != null) {
      return cause;
    }
    if (outOfMemoryKills > 0) {
      return Ending.OUT_OF_MEMORY;
    }
    if (end.payload().isEmpty() && end.status().exitCode().isPresent()) {
      throw new CaissonException(
          "end container",
          "",
          "its init failed, so that nothing is known of the command",
          Optional.of("report it, with the kernel's version: this is a fault of the library"));
    }
    return status().exitCode().isPresent() ? Ending.EXIT : Ending.SIGNAL;
  }

  // Where the command had not ended by itself, what ended its first process ended it.
  private WaitStatus status() {
    return end.payload().orElse(end.status());
  }

  OptionalInt exitCode(Ending ending) {
    return ending == Ending.EXIT ? status().exitCode() : OptionalInt.empty();
  }

  Optional<Signal> signal(Ending ending) {
    if (ending == Ending.EXIT) {
      return Optional.empty();
    }
    return Optional.of(new Signal(status().signal().orElse(Signal.KILL.number())));
  }

  Duration cpuTime() {
    return cpuTime;
  }

  OptionalLong peakMemory() {
    return peakMemory;
  }
}
