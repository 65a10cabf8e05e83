package dev.caisson.benchmarks;

import dev.caisson.Root;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Containers a second, from several threads at once. */
final class Throughput implements Comparison {

  private static final int[] THREADS = {1, 2, 4, 8};
  private static final double SHARE = 0.4;
  private static final List<String> COLUMNS =
      List.of("threads", "p25, 1/s", "median, 1/s", "p90, 1/s", "÷ floor", "÷ 1 thread");

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "Containers a second");
    bench.warmUpThisJvm();
    List<Table.Row> rows = new ArrayList<>();
    List<Standings> all = new ArrayList<>();
    for (int threads : THREADS) {
      try (Race race = new Race(entries(threads, bench), report)) {
        all.add(race.run(bench.effort().times(SHARE)));
      }
    }
    for (int i = 0; i < all.get(0).all().size(); i++) {
      for (int j = 0; j < THREADS.length; j++) {
        rows.add(row(i, THREADS[j], all.get(j), all.get(0)));
      }
    }
    report.table(new Table("containers a second", COLUMNS, rows));
    report.paragraph(
        "Each thread runs one container after the other; the floor is as many processes, each"
            + " driven by a thread.");
  }

  private static Table.Row row(int entrant, int threads, Standings standings, Standings single) {
    Standing standing = standings.all().get(entrant);
    Samples samples = standing.samples();
    Samples floor = standings.all().get(0).samples();
    return new Table.Row(
        standing.entry().name(),
        List.of(
            Integer.toString(threads),
            rate(samples.quantile(0.75)),
            rate(samples.median()),
            rate(samples.quantile(0.1)),
            Figure.digits(floor.ratio(samples)),
            Figure.digits(single.all().get(entrant).samples().ratio(samples))));
  }

  private static String rate(long nanos) {
    return Figure.digits(1e9 / nanos);
  }

  private static List<Entry> entries(int threads, Bench bench) {
    Native programs = bench.programs();
    Duration window = bench.options().quick() ? Duration.ofMillis(150) : Duration.ofSeconds(1);
    return List.of(
        Entry.floor(
            Launch.FLOOR,
            () -> Crowd.of(threads, window, () -> Floor.start(programs, bench.isolation()))),
        Entry.ours(
            "Caisson",
            () ->
                Crowd.of(
                    threads,
                    window,
                    () -> new ContainerRun(Root.directory(programs.root()), bench.isolation()))),
        Entry.processBuilder(
            () -> Crowd.of(threads, window, () -> new PlainProcess(programs.root()))));
  }
}
