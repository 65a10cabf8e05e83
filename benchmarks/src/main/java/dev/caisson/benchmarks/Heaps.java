package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Start to exit in JVMs with large heaps that are in use, each beside one with a small heap. */
final class Heaps {

  private static final int SMALL = 256;
  private static final List<Integer> LARGE = List.of(2 << 10, 8 << 10, 16 << 10);
  private static final double SHARE = 0.4;
  // What the JVM takes besides, and what the machine shall keep.
  private static final int SPARE = 1024;

  private final Bench bench;
  private final Report report;

  Heaps(Bench bench, Report report) {
    this.bench = bench;
    this.report = report;
  }

  void measure() throws IOException, InterruptedException {
    List<Table.Row> rows = new ArrayList<>();
    try (Served floor = Floor.start(bench.programs(), bench.isolation());
        Served small = jvm(SMALL, 0)) {
      for (int size : sizes()) {
        long available = MemoryInfo.of("/proc/meminfo").bytes("MemAvailable") >> 20;
        if (available < size + SPARE) {
          report.paragraph(
              "A heap of "
                  + name(size)
                  + " was not measured: only "
                  + available
                  + " MiB of memory are available.");
        } else {
          rows.addAll(rows(size, floor, small));
        }
      }
    }
    if (!rows.isEmpty()) {
      report.table(new Table("start to exit", Alive.columns("256 MiB"), rows));
    }
  }

  // To fill the others would take most of a quick run.
  private List<Integer> sizes() {
    return bench.options().quick() ? LARGE.subList(LARGE.size() - 1, LARGE.size()) : LARGE;
  }

  // So much is in use that the collector does not have to fight for the rest.
  private static int used(int size) {
    return size / 8 * 7;
  }

  private Served jvm(int size, int used) throws IOException, InterruptedException {
    return bench.start(ServerJvm.of(bench.programs(), bench.isolation()).withHeap(size, used));
  }

  private List<Table.Row> rows(int size, Served floor, Served small)
      throws IOException, InterruptedException {
    List<Entry> entries =
        List.of(
            Entry.floor(Launch.FLOOR, floor::lent),
            Entry.ours("a heap of 256 MiB, beside it", small::lent),
            Entry.ours(
                "a heap of " + name(size) + ", " + name(used(size)) + " in use",
                () -> jvm(size, used(size))));
    try (Race race = new Race(entries, report)) {
      List<Standing> all = race.run(bench.effort().times(SHARE)).all();
      Samples beside = all.get(1).samples();
      return all.subList(1, all.size()).stream()
          .map(
              standing ->
                  Alive.row(
                      "Caisson, " + standing.entry().name(),
                      standing.samples(),
                      all.get(0).samples(),
                      beside))
          .toList();
    }
  }

  private static String name(int mebibytes) {
    return mebibytes % 1024 == 0
        ? mebibytes / 1024 + " GiB"
        : Figure.digits(mebibytes / 1024.0) + " GiB";
  }
}
