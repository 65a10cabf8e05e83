package dev.caisson.image;

/** Waits for the end of a thread whatever interrupts it, and leaves the interrupt to the caller. */
final class Uninterrupted {

  private Uninterrupted() {}

  static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        thread.join();
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
