package dev.caisson.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** The times that one contestant took, round by round. */
final class Samples {

  private final long[] nanos;

  Samples(int rounds) {
    nanos = new long[rounds];
  }

  void set(int round, long value) {
    nanos[round] = value;
  }

  /** Returns the time below which this share of the rounds lies, in microseconds. */
  double micros(double share) {
    return quantile(Arrays.stream(nanos).mapToDouble(n -> n / 1e3).toArray(), share);
  }

  /** Returns the median of this one's time divided by the other's, round by round. */
  double pairedRatio(Samples other) {
    double[] ratios = new double[nanos.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (double) nanos[i] / other.nanos[i];
    }
    return quantile(ratios, 0.5);
  }

  private static double quantile(double[] values, double share) {
    Arrays.sort(values);
    return values[Math.min(values.length - 1, (int) (values.length * share))];
  }

  /** Returns a row of a Markdown table, with the ratio to a base: of medians, and paired. */
  String row(String name, Samples base) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.0f | %.0f | %.2f | %.2f |",
        name,
        micros(0),
        micros(0.25),
        micros(0.5),
        micros(0.9),
        micros(0.5) / base.micros(0.5),
        pairedRatio(base));
  }
}
