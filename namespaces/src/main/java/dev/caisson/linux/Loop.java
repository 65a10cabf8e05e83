package dev.caisson.linux;

import dev.caisson.error.SystemCallException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that waits for everything there is to wait for in this JVM: the output, the end
 * and the time limit of containers, and the events of control groups.
 *
 * <p>What is handed to it must not wait, and must not throw.
 */
public final class Loop {

  private static final String NAME = "caisson-loop";
  private static final long WAKE = 0;

  private static @Nullable Loop instance;

  private final Epoll epoll;
  private final EventFd wake;
  private final AtomicLong tokens = new AtomicLong(WAKE);
  private final Map<Long, Runnable> watched = new ConcurrentHashMap<>();
  private final Deadlines deadlines = new Deadlines();

  private Loop(Epoll epoll, EventFd wake) {
    this.epoll = epoll;
    this.wake = wake;
  }

  private static Loop open() throws SystemCallException {
    Epoll epoll = Epoll.open();
    try {
      EventFd wake = EventFd.open();
      epoll.add(wake.fd(), Epoll.Interest.READABLE, WAKE);
      return new Loop(epoll, wake);
    } catch (SystemCallException e) {
      epoll.close();
      throw e;
    }
  }

  /** Returns the loop of this JVM, started on first use. */
  public static synchronized Loop get() throws SystemCallException {
    if (instance == null) {
      Loop loop = open();
      Thread thread = new Thread(loop::run, NAME);
      thread.setDaemon(true);
      thread.start();
      instance = loop;
    }
    return instance;
  }

  /** A descriptor that is watched. */
  public final class Watch {

    private final Fd fd;
    private final long token;

    private Watch(Fd fd, long token) {
      this.fd = fd;
      this.token = token;
    }

    /** Stops watching; the descriptor must still be open. */
    public void cancel() throws SystemCallException {
      if (watched.remove(token) != null) {
        epoll.remove(fd);
      }
    }
  }

  /** Runs something on the loop's thread whenever a descriptor is readable. */
  public Watch watch(Fd fd, Runnable ready) throws SystemCallException {
    return watch(fd, Epoll.Interest.READABLE, ready);
  }

  /**
   * Runs something on the loop's thread whenever a file of the kernel's has news, until that has
   * read it.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">POLLPRI</a>
   */
  public Watch watchNews(Fd fd, Runnable ready) throws SystemCallException {
    return watch(fd, Epoll.Interest.NEWS, ready);
  }

  private Watch watch(Fd fd, Epoll.Interest interest, Runnable ready) throws SystemCallException {
    long token = tokens.incrementAndGet();
    watched.put(token, ready);
    try {
      epoll.add(fd, interest, token);
    } catch (SystemCallException e) {
      watched.remove(token);
      throw e;
    }
    return new Watch(fd, token);
  }

  /** Runs something on the loop's thread once, a duration from now. */
  public Deadlines.Deadline after(Duration duration, Runnable task) throws SystemCallException {
    return at(Deadlines.after(System.nanoTime(), duration), task);
  }

  /** Runs something on the loop's thread at a time of {@link System#nanoTime}. */
  public Deadlines.Deadline at(long nanos, Runnable task) throws SystemCallException {
    Deadlines.Deadline deadline = deadlines.add(nanos, task);
    if (deadlines.isNext(deadline)) {
      wake.signal();
    }
    return deadline;
  }

  private void run() {
    try {
      while (true) {
        epoll.await(timeoutMillis(), this::dispatch);
        deadlines.runDue(System.nanoTime());
      }
    } catch (SystemCallException e) {
      // epoll_wait(2) fails only by a bug of ours; the thread's handler tells.
      throw new UncheckedIOException(e);
    }
  }

  private int timeoutMillis() {
    long nanos = deadlines.untilNext(System.nanoTime());
    // Rounded up, so that it is not woken just before the time.
    return nanos == Long.MAX_VALUE
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  private void dispatch(long token) {
    if (token == WAKE) {
      wake.take();
      return;
    }
    Runnable ready = watched.get(token);
    if (ready != null) {
      ready.run();
    }
  }
}
