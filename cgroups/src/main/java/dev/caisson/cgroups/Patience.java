package dev.caisson.cgroups;

import dev.caisson.linux.Deadlines;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded wait with pauses that grow, for what the kernel does a moment later.
 *
 * <p>An interrupt does not shorten it; the thread's flag is set again at the end.
 */
final class Patience implements AutoCloseable {

  private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private final long end;
  private long pause = FIRST_PAUSE;
  private boolean interrupted;

  Patience(Duration limit) {
    this.end = Deadlines.after(System.nanoTime(), limit);
  }

  /** Waits a little, and returns true; returns false where the time is over. */
  boolean pause() {
    if (System.nanoTime() - end >= 0) {
      return false;
    }
    interrupted |= Thread.interrupted();
    LockSupport.parkNanos(pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    return true;
  }

  @Override
  public void close() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
