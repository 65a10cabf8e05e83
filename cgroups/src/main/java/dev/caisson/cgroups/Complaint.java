package dev.caisson.cgroups;

/**
 * What goes wrong on the loop's thread, where nobody can catch it: the thread's handler for
 * uncaught exceptions hears it, and the loop goes on.
 */
final class Complaint {

  private Complaint() {}

  static void of(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }

  /** Runs what is not ours, and keeps its failures from the loop. */
  static void guard(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      of(e);
    }
  }
}
