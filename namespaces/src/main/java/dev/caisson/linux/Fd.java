package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file descriptor that this object owns: close-on-exec from birth, closed once.
 *
 * <p>Numbers below {@link #LOWEST} are never given: 0, 1 and 2, even where the JVM was started
 * without them, and those that a child gives to what it is passed, so that it overwrites nothing.
 */
public final class Fd implements AutoCloseable {

  /** The lowest number that is given. */
  public static final int LOWEST = 19;

  private static final int CLOSED = -1;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 04000;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final long POLLIN = 1;
  private static final int REVENTS_SHIFT = Integer.SIZE + Short.SIZE;
  private static final int SIGNAL_SET_BYTES = 8;

  private final AtomicInteger number;

  private Fd(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes ownership of a descriptor that a call has just made. */
  static Fd own(long number) throws SystemCallException {
    Fd fd = new Fd((int) number);
    return number < LOWEST ? fd.moveUp() : fd;
  }

  private Fd moveUp() throws SystemCallException {
    try (this) {
      return duplicate(number());
    }
  }

  /** Returns a new descriptor of the open file that another number of this process names. */
  public static Fd duplicate(int number) throws SystemCallException {
    long copy = Kernel.call(SystemCall.FCNTL, number, F_DUPFD_CLOEXEC, LOWEST);
    return new Fd((int) Kernel.check(copy, "duplicate descriptor", number));
  }

  /**
   * Returns the number, for as long as this is open.
   *
   * @throws IllegalStateException once closed
   */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("descriptor is closed");
    }
    return current;
  }

  /** Hands the descriptor on to a new owner, which is returned; this one is closed from now on. */
  public Fd handOver() {
    return new Fd(number.getAndSet(CLOSED));
  }

  /**
   * Gives the open file to a user and a group.
   *
   * @throws SystemCallException EPERM without CAP_CHOWN
   */
  public void changeOwner(long uid, long gid) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long empty = arena.string(CString.of(""));
      long result = Kernel.call(SystemCall.FCHOWNAT, number(), empty, uid, gid, AT_EMPTY_PATH);
      Kernel.check(result, "change owner of", this);
    }
  }

  /** Makes calls fail with EAGAIN where they would wait, for all who have the open file. */
  public void doNotWait() throws SystemCallException {
    long flags = Kernel.check(Kernel.call(SystemCall.FCNTL, number(), F_GETFL), "look at", this);
    long result = Kernel.call(SystemCall.FCNTL, number(), F_SETFL, flags | O_NONBLOCK);
    Kernel.check(result, "change", this);
  }

  /**
   * Waits until a read would not wait, for at most so many milliseconds.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">ppoll(2)</a>
   */
  public boolean awaitReadable(int timeoutMillis) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long poll = arena.words(number() | POLLIN << Integer.SIZE);
      long time = arena.words(timeoutMillis / 1000, timeoutMillis % 1000 * 1_000_000L);
      long count = Kernel.call(SystemCall.PPOLL, poll, 1, time, 0, SIGNAL_SET_BYTES);
      return count != -Errno.EINTR.number() && Kernel.check(count, "poll", this) > 0;
    }
  }

  /**
   * Waits until there is something to read; false once there never will be, as whoever could write
   * it is gone.
   */
  boolean awaitInput() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long poll = arena.words(number() | POLLIN << Integer.SIZE);
      long count;
      do {
        count = Kernel.call(SystemCall.PPOLL, poll, 1, 0, 0, SIGNAL_SET_BYTES);
      } while (count == -Errno.EINTR.number());
      Kernel.check(count, "poll", this);
      return (Arena.readLong(poll) >>> REVENTS_SHIFT & POLLIN) != 0;
    }
  }

  /** Returns whether this has not been closed. */
  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  /** Closes the descriptor; a second call does nothing. */
  @Override
  public void close() {
    int current = number.getAndSet(CLOSED);
    if (current != CLOSED) {
      // close(2) frees the number whatever it returns.
      Kernel.call(SystemCall.CLOSE, current);
    }
  }

  @Override
  public String toString() {
    return "fd " + number.get();
  }
}
