package dev.caisson.namespaces;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A piece of Java that one thread waits for and another runs. */
final class NamespaceJob<T> {

  private enum State {
    WAITING,
    RUNNING,
    OVER
  }

  private final NamespaceThread.Task<T, ?> task;
  private State state = State.WAITING;
  private @Nullable Thread runner;
  private @Nullable T result;
  private @Nullable Throwable failure;

  NamespaceJob(NamespaceThread.Task<T, ?> task) {
    this.task = task;
  }

  /** Runs it on this thread, unless it was taken back. */
  void run() {
    if (!begin()) {
      return;
    }
    try {
      finish(task.call(), null);
    } catch (Throwable e) {
      // Whatever it is belongs to the caller: this thread has nobody to tell.
      finish(null, e);
    }
  }

  private synchronized boolean begin() {
    if (state != State.WAITING) {
      return false;
    }
    state = State.RUNNING;
    runner = Thread.currentThread();
    return true;
  }

  private synchronized void finish(@Nullable T value, @Nullable Throwable thrown) {
    result = value;
    failure = thrown;
    state = State.OVER;
    // An interrupt that it did not take was not meant for the next.
    Thread.interrupted();
    notifyAll();
  }

  /** Takes it back, and returns whether it had not begun. */
  synchronized boolean withdraw() {
    boolean waiting = state == State.WAITING;
    if (waiting) {
      state = State.OVER;
    }
    return waiting;
  }

  /** Lets it fail if it has not begun, and else interrupts it. */
  synchronized void end() {
    if (state == State.WAITING) {
      failure = new IllegalStateException("the thread in the namespaces was closed");
      state = State.OVER;
      notifyAll();
    } else {
      interrupt();
    }
  }

  /** Interrupts it if it runs. */
  synchronized void interrupt() {
    if (state == State.RUNNING && runner != null) {
      runner.interrupt();
    }
  }

  /** Waits until it is over. */
  synchronized void await() throws InterruptedException {
    while (state != State.OVER) {
      wait();
    }
  }

  /** Waits until it is over, or the time has passed, and returns whether it is. */
  synchronized boolean await(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    long left = atMost.toNanos();
    while (state != State.OVER && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return state == State.OVER;
  }

  /** Waits until it is over, whoever interrupts. */
  synchronized void awaitUninterruptibly() {
    boolean interrupted = false;
    while (state != State.OVER) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether it ended as one that was interrupted. */
  synchronized boolean wasInterrupted() {
    return failure instanceof InterruptedException;
  }

  /** Returns its result, or throws what it threw. */
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // the task throws X alone; a null of the caller's is his own
  synchronized <X extends Exception> T outcome() throws X {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (X) failure;
    }
    return result;
  }
}
