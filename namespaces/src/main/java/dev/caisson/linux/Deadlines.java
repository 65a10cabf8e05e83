package dev.caisson.linux;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** What is to be done at certain times, as those of {@link System#nanoTime}. */
public final class Deadlines {

  private static final Duration LONGEST = Duration.ofDays(36_525);

  private final PriorityQueue<Deadline> queue =
      new PriorityQueue<>(Comparator.comparing(Deadline::time, Deadlines::compareTimes));

  // System.nanoTime may overflow: only differences count.
  private static int compareTimes(long a, long b) {
    return Long.signum(a - b);
  }

  /** Something that is to be done at a time. */
  public final class Deadline {

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
    public void cancel() {
      remove(this);
    }
  }

  /** Returns the time a duration from now on; one of centuries ends no sooner than in a century. */
  public static long after(long now, Duration duration) {
    return now + nanos(duration);
  }

  /** Returns a duration in nanoseconds, at most a century, so that no sum of two overflows. */
  public static long nanos(Duration duration) {
    return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
  }

  synchronized Deadline add(long nanos, Runnable task) {
    Deadline deadline = new Deadline(nanos, task);
    queue.add(deadline);
    return deadline;
  }

  private synchronized void remove(Deadline deadline) {
    queue.remove(deadline);
  }

  /** Returns whether nothing is to be done before this. */
  synchronized boolean isNext(Deadline deadline) {
    return queue.peek() == deadline;
  }

  /** Returns the nanoseconds until the next, 0 if it is due; {@link Long#MAX_VALUE} if none is. */
  synchronized long untilNext(long now) {
    Deadline next = queue.peek();
    return next == null ? Long.MAX_VALUE : Math.max(0, next.time - now);
  }

  /** Does what is due. */
  void runDue(long now) {
    for (Optional<Deadline> due = takeDue(now); due.isPresent(); due = takeDue(now)) {
      due.get().task.run();
    }
  }

  private synchronized Optional<Deadline> takeDue(long now) {
    return untilNext(now) == 0 ? Optional.of(queue.remove()) : Optional.empty();
  }
}
