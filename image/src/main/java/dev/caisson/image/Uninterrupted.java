package dev.caisson.image;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits for the end of threads whatever interrupts it, and leaves the interrupt to the caller. */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Something that waits; returns whether what it waited for has come. */
  private interface Wait {
    boolean ended() throws InterruptedException;
  }

  static void awaitEnd(Thread thread) {
    await(
        () -> {
          thread.join();
          return true;
        });
  }

  static void awaitEnd(ExecutorService threads) {
    await(() -> threads.awaitTermination(1, TimeUnit.HOURS));
  }

  private static void await(Wait wait) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = wait.ended();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
