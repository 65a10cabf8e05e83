package dev.caisson;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes a container may still write, to standard output and standard error together. */
final class OutputBudget {

  private final AtomicLong left;
  private volatile Runnable exceeded = () -> {};

  OutputBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Says what is to be done when more is written; before anything is read. */
  void onExceeded(Runnable action) {
    exceeded = action;
  }

  /** Finds out whether so many bytes more are within the limit, without taking them. */
  void require(int bytes) {
    if (left.get() < bytes) {
      exceeded.run();
    }
  }

  /** Returns how many of these bytes are within the limit. */
  int take(int bytes) {
    long before = left.getAndUpdate(have -> Math.max(0, have - bytes));
    if (before < bytes) {
      exceeded.run();
    }
    return (int) Math.min(before, bytes);
  }
}
