package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Start to exit while 1, 100 and 1,000 others are alive, and what each of these takes. */
final class LivingContainers {

  // Up and down again, so that what else the machine does falls on all.
  private static final List<Integer> LEVELS = List.of(1, 100, 1000, 100, 1);
  private static final List<Integer> QUICK_LEVELS = List.of(1, 100, 1000);
  private static final int MOST = 1000;
  private static final int HEAP = 256;
  private static final double SHARE = 0.35;

  private final Bench bench;
  private final Report report;
  private final Map<Integer, List<Standing>> standings = new TreeMap<>();
  private int alive;

  LivingContainers(Bench bench, Report report) {
    this.bench = bench;
    this.report = report;
  }

  void measure() throws IOException, InterruptedException {
    try (Served server = ServerJvm.of(bench.programs(), bench.isolation()).steady(HEAP).start();
        Served floor = Floor.start(bench.programs(), bench.isolation())) {
      bench.effort().warmUpJava(server);
      Footprint start = footprint(server);
      Footprint most = start;
      for (int level : bench.options().quick() ? QUICK_LEVELS : LEVELS) {
        bring(server, level);
        race(server, floor, bench.effort().times(SHARE));
        most = alive == MOST ? footprint(server) : most;
      }
      server.ask(ContainerServer.NONE);
      report.table(latencies());
      report.paragraph(
          "`ProcessBuilder` starts its processes from the JVM that holds these, too; the floor is a"
              + " process of its own.");
      report.table(perContainer(start, most));
      Footprint end = footprint(server);
      for (String left : end.leftSince(start)) {
        report.error("after all containers have ended there are " + left);
      }
      report.paragraph(
          "After all have ended the heap is "
              + Figure.digits((end.heap() - start.heap()) / 1024.0)
              + " KiB larger than at the start.");
    }
  }

  private static Footprint footprint(Served server) throws IOException, InterruptedException {
    return Footprint.parse(server.ask(ContainerServer.FOOTPRINT));
  }

  private void bring(Served server, int level) throws IOException, InterruptedException {
    for (; alive < level; alive++) {
      server.ask(ContainerServer.MORE);
    }
    for (; alive > level; alive--) {
      server.ask(ContainerServer.LESS);
    }
  }

  private void race(Served server, Served floor, Effort effort)
      throws IOException, InterruptedException {
    List<Entry> entries =
        List.of(
            Entry.floor(Launch.FLOOR, floor::lent),
            Entry.ours("Caisson", server::lent),
            Entry.processBuilder(() -> () -> server.nanos(ContainerServer.PROCESS)));
    try (Race race = new Race(entries, report)) {
      List<Standing> now = race.run(effort).all();
      List<Standing> before = standings.putIfAbsent(alive, now);
      for (int i = 0; before != null && i < now.size(); i++) {
        before.get(i).samples().addAll(now.get(i).samples());
      }
    }
  }

  private Table latencies() {
    List<Table.Row> rows = new ArrayList<>();
    List<Standing> first = standings.values().iterator().next();
    for (int i = 0; i < first.size(); i++) {
      for (Map.Entry<Integer, List<Standing>> level : standings.entrySet()) {
        rows.add(
            Alive.row(
                first.get(i).entry().name() + ", " + level.getKey() + " alive",
                level.getValue().get(i).samples(),
                level.getValue().get(0).samples(),
                first.get(i).samples()));
      }
    }
    return new Table("start to exit", Alive.columns("1 alive"), rows);
  }

  private static Table perContainer(Footprint start, Footprint most) {
    long heapSize = (long) HEAP << 20;
    return new Table(
        "for each of 1,000 that are alive",
        List.of("amount"),
        List.of(
            amount("heap after a collection, KiB", most.heap() - start.heap(), 1024),
            amount(
                "other memory of the JVM, KiB",
                most.nativeMemory(heapSize) - start.nativeMemory(heapSize),
                1024),
            amount("descriptors", most.descriptors() - start.descriptors(), 1),
            amount("threads", most.threads() - start.threads(), 1),
            amount("control groups, of all hierarchies", most.groups() - start.groups(), 1)));
  }

  private static Table.Row amount(String name, long total, double unit) {
    return new Table.Row(name, List.of(Figure.digits(total / unit / MOST)));
  }
}
