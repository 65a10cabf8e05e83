package dev.caisson.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.function.LongConsumer;

/**
 * Waits for many descriptors to become readable, or to have news.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class Epoll implements AutoCloseable {

  private static final int EPOLL_CLOEXEC = 02000000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int BATCH = 64;
  // struct epoll_event is packed on x86-64 alone.
  private static final boolean PACKED = Architecture.current() == Architecture.X86_64;
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int TOKEN_OFFSET = PACKED ? 4 : 8;

  /** What is waited for on a descriptor. */
  enum Interest {
    /** EPOLLIN: a read does not wait. */
    READABLE(1),
    /** EPOLLPRI: a file of the kernel's has changed. */
    NEWS(2);

    private final int bits;

    Interest(int bits) {
      this.bits = bits;
    }
  }

  private final Fd fd;
  private final long events = Native.malloc((long) BATCH * EVENT_BYTES);

  private Epoll(Fd fd) {
    this.fd = fd;
  }

  /** Makes a set that watches nothing yet. */
  static Epoll open() throws SystemCallException {
    long number = Kernel.call(SystemCall.EPOLL_CREATE1, EPOLL_CLOEXEC);
    return new Epoll(Fd.own(Kernel.check(number, "make epoll set", "")));
  }

  /** Watches a descriptor, level-triggered; {@code token} is what {@link #await} gives. */
  void add(Fd watched, Interest interest, long token) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long event = arena.allocate(EVENT_BYTES);
      Pointer pointer = new Pointer(event);
      pointer.setInt(0, interest.bits);
      pointer.setLong(TOKEN_OFFSET, token);
      long result =
          Kernel.call(SystemCall.EPOLL_CTL, fd.number(), EPOLL_CTL_ADD, watched.number(), event);
      Kernel.check(result, "watch", watched);
    }
  }

  /** Stops watching a descriptor; does nothing where it is not watched. */
  void remove(Fd watched) throws SystemCallException {
    long result =
        Kernel.call(SystemCall.EPOLL_CTL, fd.number(), EPOLL_CTL_DEL, watched.number(), 0);
    if (result != -Errno.ENOENT.number()) {
      Kernel.check(result, "stop watching", watched);
    }
  }

  /**
   * Waits until something is readable or hung up, for at most so many milliseconds, and hands the
   * tokens on; one thread at a time.
   */
  void await(int timeoutMillis, LongConsumer ready) throws SystemCallException {
    long count =
        Kernel.call(SystemCall.EPOLL_PWAIT, fd.number(), events, BATCH, timeoutMillis, 0, 8);
    if (count == -Errno.EINTR.number()) {
      return;
    }
    Kernel.check(count, "wait for events", fd);
    for (int i = 0; i < count; i++) {
      ready.accept(Arena.readLong(events + (long) i * EVENT_BYTES + TOKEN_OFFSET));
    }
  }

  @Override
  public void close() {
    if (fd.isOpen()) {
      fd.close();
      Native.free(events);
    }
  }
}
