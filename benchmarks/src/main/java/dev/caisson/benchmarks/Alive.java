package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.List;

/** What containers cost that are alive, and what a large heap does to the start of one. */
final class Alive implements Comparison {

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "Start to exit while others are alive, and beside a large heap");
    new LivingContainers(bench, report).measure();
    new Heaps(bench, report).measure();
  }

  /** Returns a table of one entrant, against the floor beside it and against its own first. */
  static Table.Row row(String name, Samples samples, Samples floor, Samples first) {
    return new Table.Row(
        name,
        List.of(
            Figure.millis(samples.quantile(0.25)),
            Figure.millis(samples.median()),
            Figure.millis(samples.quantile(0.9)),
            Figure.digits(samples.ratio(floor)),
            Figure.digits(samples.ratio(first)),
            Integer.toString(samples.count())));
  }

  static List<String> columns(String first) {
    return List.of(
        "p25, ms", "median, ms", "p90, ms", "÷ floor beside it", "÷ with " + first, "runs");
  }
}
