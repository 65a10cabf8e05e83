package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.time.Duration;
import java.util.Optional;

/**
 * A child of this process that has not been reaped, so that its id can't have gone to another.
 *
 * @param pid its process id in this process's PID namespace
 * @see <a href="https://man7.org/linux/man-pages/man2/wait4.2.html">wait4(2)</a>
 */
public record Child(int pid) {

  private static final int SIGKILL = 9;
  private static final int WNOHANG = 1;
  private static final int WALL = 0x40000000;
  private static final int RUSAGE_BYTES = 144;
  private static final int MICROSECONDS = 8;
  private static final int SYSTEM_TIME = 16;

  /** How a child ended: its wait status and the processor time that it and its children used. */
  public record End(WaitStatus status, Duration cpuTime) {}

  /** Waits until the child has ended, and reaps it. */
  public End reap() throws SystemCallException {
    return reap(WALL).orElseThrow();
  }

  /** Reaps the child if it has ended. */
  public Optional<End> reapIfEnded() throws SystemCallException {
    return reap(WALL | WNOHANG);
  }

  private Optional<End> reap(int options) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long status = arena.allocate(Integer.BYTES);
      long usage = arena.allocate(RUSAGE_BYTES);
      long result;
      do {
        result = Kernel.call(SystemCall.WAIT4, pid, status, options, usage);
      } while (result == -Errno.EINTR.number());
      if (Kernel.check(result, "wait for process", pid) == 0) {
        return Optional.empty();
      }
      Duration user = timeValue(usage);
      return Optional.of(
          new End(
              new WaitStatus(Arena.readInt(status)), user.plus(timeValue(usage + SYSTEM_TIME))));
    }
  }

  /** Sends SIGKILL, which an ended child does not mind. */
  public void kill() throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.KILL, pid, SIGKILL), "kill process", pid);
  }

  /**
   * Sends a signal to the process group that the child leads; returns whether there was one. Until
   * the child is reaped, its number is no other's.
   */
  public boolean signalGroup(int signal) throws SystemCallException {
    long result = Kernel.call(SystemCall.KILL, -pid, signal);
    if (result == -Errno.ESRCH.number()) {
      return false;
    }
    Kernel.check(result, "send signal " + signal + " to process group", pid);
    return true;
  }

  private static Duration timeValue(long address) {
    long micros = Arena.readLong(address + MICROSECONDS);
    return Duration.ofSeconds(Arena.readLong(address), micros * 1000);
  }

  /** Opens a descriptor that stands for the child, and becomes readable when it has ended. */
  public Pidfd open() throws SystemCallException {
    long number = Kernel.call(SystemCall.PIDFD_OPEN, pid, 0);
    if (number == -Errno.ENOSYS.number()) {
      throw new SystemCallException(
          "open pidfd of",
          Integer.toString(pid),
          Errno.ENOSYS.number(),
          Optional.of("Linux 5.10 or newer is needed"));
    }
    return new Pidfd(Fd.own(Kernel.check(number, "open pidfd of", pid)));
  }
}
