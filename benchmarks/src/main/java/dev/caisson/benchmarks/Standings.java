package dev.caisson.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all have achieved in one race. */
record Standings(List<Standing> all) {

  Standings {
    all = List.copyOf(all);
  }

  /** Returns a table of times from start to exit. */
  Table table() {
    return table("start to exit", "floor");
  }

  /**
   * Returns a table of times, with the ratios of medians.
   *
   * @param corner what was measured
   * @param floor what the first ratio is to
   */
  Table table(String corner, String floor) {
    boolean hasFloor = first(Entry.Kind.FLOOR).isPresent();
    Optional<Samples> processBuilder = first(Entry.Kind.PROCESS_BUILDER);
    List<String> columns = new ArrayList<>(List.of("p25, ms", "median, ms", "p90, ms"));
    if (hasFloor) {
      columns.add("÷ " + floor);
    }
    processBuilder.ifPresent(samples -> columns.add("÷ `ProcessBuilder`"));
    columns.add("runs");
    return new Table(
        corner,
        columns,
        all.stream().map(standing -> row(standing, hasFloor, processBuilder)).toList());
  }

  private Table.Row row(Standing standing, boolean hasFloor, Optional<Samples> processBuilder) {
    Samples samples = standing.samples();
    List<String> cells = new ArrayList<>();
    for (double share : new double[] {0.25, 0.5, 0.9}) {
      cells.add(Figure.millis(samples.quantile(share)));
    }
    if (hasFloor) {
      cells.add(floorOf(standing).map(floor -> Figure.digits(samples.ratio(floor))).orElse(""));
    }
    processBuilder.ifPresent(base -> cells.add(Figure.digits(samples.ratio(base))));
    cells.add(Integer.toString(samples.count()));
    return new Table.Row(standing.entry().name(), cells);
  }

  /**
   * Returns a table of rates, with the ratios of medians to those of {@code ProcessBuilder}.
   *
   * @param corner what was measured, with its unit
   * @param amount how much of it each run was
   */
  Table rates(String corner, double amount) {
    Samples base = first(Entry.Kind.PROCESS_BUILDER).orElseThrow();
    List<Table.Row> rows = new ArrayList<>();
    for (Standing standing : all) {
      Samples samples = standing.samples();
      List<String> cells = new ArrayList<>();
      for (double share : new double[] {0.75, 0.5, 0.1}) {
        cells.add(Figure.digits(amount * 1e9 / samples.quantile(share)));
      }
      cells.add(Figure.digits(base.ratio(samples)));
      cells.add(Integer.toString(samples.count()));
      rows.add(new Table.Row(standing.entry().name(), cells));
    }
    return new Table(corner, List.of("p25", "median", "p90", "÷ `ProcessBuilder`", "runs"), rows);
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
}
