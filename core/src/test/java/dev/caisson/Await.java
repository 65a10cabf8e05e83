package dev.caisson;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that nobody signals. */
final class Await {

  private static final long PAUSE_NANOS = 2_000_000;

  private Await() {}

  /** Waits until a condition holds; fails with its description at the deadline. */
  static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
