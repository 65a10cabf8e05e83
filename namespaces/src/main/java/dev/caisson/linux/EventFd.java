package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * A counter of the kernel's that wakes whoever polls it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
 */
public final class EventFd implements AutoCloseable {

  private static final int EFD_CLOEXEC = 02000000;
  private static final int EFD_NONBLOCK = 04000;

  private final Fd fd;

  private EventFd(Fd fd) {
    this.fd = fd;
  }

  /** Makes a counter at zero; reading it does not block. */
  public static EventFd open() throws SystemCallException {
    long number = Kernel.call(SystemCall.EVENTFD2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
    return new EventFd(Fd.own(Kernel.check(number, "make eventfd", "")));
  }

  /** Returns the descriptor to poll. */
  public Fd fd() {
    return fd;
  }

  /** Adds one to the counter. */
  public void signal() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result = Kernel.call(SystemCall.WRITE, fd.number(), arena.words(1), Long.BYTES);
      Kernel.check(result, "signal eventfd", "");
    }
  }

  /** Sets the counter to zero, and returns what it was. */
  public long take() {
    try (Arena arena = new Arena()) {
      long value = arena.allocate(Long.BYTES);
      // EAGAIN, the one possible error, says that the counter is zero already.
      Kernel.call(SystemCall.READ, fd.number(), value, Long.BYTES);
      return Arena.readLong(value);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
