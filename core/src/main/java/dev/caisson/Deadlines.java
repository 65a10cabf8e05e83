package dev.caisson;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to be done at certain times; for one thread. */
final class Deadlines {

  private final PriorityQueue<Deadline> queue =
      new PriorityQueue<>(Comparator.comparing(Deadline::time, Deadlines::compareTimes));

  // System.nanoTime may overflow: only differences count.
  private static int compareTimes(long a, long b) {
    return Long.signum(a - b);
  }

  /** Something that is to be done at a time. */
  final class Deadline {

    private final long time;
    private final Runnable task;

    private Deadline(long time, Runnable task) {
      this.time = time;
      this.task = task;
    }

    private long time() {
      return time;
    }

    /** Forgets it. */
    void cancel() {
      queue.remove(this);
    }
  }

  Deadline add(long nanos, Runnable task) {
    Deadline deadline = new Deadline(nanos, task);
    queue.add(deadline);
    return deadline;
  }

  /** Returns the nanoseconds until the next, 0 if it is due; {@link Long#MAX_VALUE} if none is. */
  long untilNext(long now) {
    Deadline next = queue.peek();
    return next == null ? Long.MAX_VALUE : Math.max(0, next.time - now);
  }

  void runDue(long now) {
    while (untilNext(now) == 0) {
      queue.remove().task.run();
    }
  }
}
