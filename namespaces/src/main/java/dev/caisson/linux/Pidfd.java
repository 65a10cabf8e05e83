package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A descriptor that stands for one process, whatever becomes of its number.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class Pidfd implements AutoCloseable {

  private final Fd fd;

  Pidfd(Fd fd) {
    this.fd = fd;
  }

  /** Opens the process that has this number now; empty where there is none. */
  public static Optional<Pidfd> of(long pid) throws SystemCallException {
    long number = Kernel.call(SystemCall.PIDFD_OPEN, pid, 0);
    return number == -Errno.ESRCH.number()
        ? Optional.empty()
        : Optional.of(new Pidfd(Fd.own(Kernel.check(number, "open pidfd of process", pid))));
  }

  /** Returns the descriptor, which polls as readable once the process has ended. */
  public Fd fd() {
    return fd;
  }

  /**
   * Returns the process's number in the JVM's PID namespace, for as long as it exists; empty once
   * it has been reaped, or where that namespace does not see it.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5)
   *     </a>
   */
  public OptionalLong pid() throws SystemCallException {
    try (KernelDirectory own = KernelDirectory.open(Path.of("/proc/self/fdinfo"))) {
      return own.read(Integer.toString(fd.number()))
          .lines()
          .filter(line -> line.startsWith("Pid:"))
          .mapToLong(line -> Long.parseLong(line.substring("Pid:".length()).strip()))
          .filter(number -> number > 0)
          .findAny();
    }
  }

  /** Returns whether the process exists: it runs, or has ended and was not reaped. */
  public boolean exists() throws SystemCallException {
    long result = Kernel.call(SystemCall.PIDFD_SEND_SIGNAL, fd.number(), 0, 0, 0);
    if (result == -Errno.ESRCH.number()) {
      return false;
    }
    // A process that may not be signalled is there.
    if (result != -Errno.EPERM.number()) {
      Kernel.check(result, "look for process of", fd);
    }
    return true;
  }

  /** Returns whether the process has ended, be it reaped or not. */
  public boolean hasEnded() throws SystemCallException {
    return fd.awaitReadable(0);
  }

  /**
   * Sends a signal.
   *
   * @return whether the process was there to take it
   */
  public boolean signal(int signal) throws SystemCallException {
    long result = Kernel.call(SystemCall.PIDFD_SEND_SIGNAL, fd.number(), signal, 0, 0);
    if (result == -Errno.ESRCH.number()) {
      return false;
    }
    Kernel.check(result, "send signal " + signal + " to", fd);
    return true;
  }

  @Override
  public void close() {
    fd.close();
  }
}
