package dev.caisson.benchmarks;

import java.util.Arrays;

/** The times that one contestant took. */
final class Samples {

  private long[] nanos = new long[64];
  private int count;

  void add(long value) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = value;
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  int count() {
    return count;
  }

  /**
   * Returns the time below which this share of the runs lies, in nanoseconds.
   *
   * @throws IllegalStateException if there was no run, which has no time at all
   */
  long quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (count * share))];
  }

  long median() {
    return quantile(0.5);
  }

  /** Returns this one's median divided by the other's. */
  double ratio(Samples base) {
    return (double) median() / base.median();
  }
}
