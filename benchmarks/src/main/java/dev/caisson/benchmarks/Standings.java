package dev.caisson.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all have achieved in one race. */
record Standings(List<Standing> all) {

  private static final List<String> COLUMNS =
      List.of("p25, ms", "median, ms", "p90, ms", "÷ floor", "÷ `ProcessBuilder`", "runs");

  Standings {
    all = List.copyOf(all);
  }

  /** Returns a table of times, with the ratios of medians. */
  Table table() {
    List<Table.Row> rows = new ArrayList<>();
    for (Standing standing : all) {
      Samples samples = standing.samples();
      rows.add(
          new Table.Row(
              standing.entry().name(),
              List.of(
                  Figure.millis(samples.quantile(0.25)),
                  Figure.millis(samples.median()),
                  Figure.millis(samples.quantile(0.9)),
                  ratio(samples, floorOf(standing)),
                  ratio(samples, first(Entry.Kind.PROCESS_BUILDER)),
                  Integer.toString(samples.count()))));
    }
    return new Table("start to exit", COLUMNS, rows);
  }

  /** Returns a panel of a chart. */
  BarChart chart(String title) {
    return new BarChart(
        title + ": ms, median and p25 to p90",
        all.stream()
            .map(
                standing ->
                    new BarChart.Bar(
                        standing.entry().name(),
                        standing.samples().median() / 1e6,
                        standing.samples().quantile(0.25) / 1e6,
                        standing.samples().quantile(0.9) / 1e6))
            .toList());
  }

  private Optional<Samples> floorOf(Standing standing) {
    return standing.entry().base().map(this::named).orElseGet(() -> first(Entry.Kind.FLOOR));
  }

  private Optional<Samples> named(String name) {
    return all.stream()
        .filter(standing -> standing.entry().name().equals(name))
        .map(Standing::samples)
        .findFirst();
  }

  private Optional<Samples> first(Entry.Kind kind) {
    return all.stream()
        .filter(standing -> standing.entry().kind() == kind)
        .map(Standing::samples)
        .findFirst();
  }

  private static String ratio(Samples samples, Optional<Samples> base) {
    return base.map(other -> Figure.ratio(samples.ratio(other))).orElse("");
  }
}
