package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Bytes through standard streams, further commands in a container, and how fast ends are seen. */
final class Streams implements Comparison {

  private static final double SHARE = 0.4;
  private static final int MEBIBYTES = 128;

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "Streams, commands in a running container, events");
    bench.warmUpThisJvm();
    Path root = bench.programs().root();
    long bytes = (long) MEBIBYTES << 20;
    ContainerErrand ours = new ContainerErrand(root, bench.isolation());
    ProcessErrand plain = new ProcessErrand(root);
    for (boolean output : new boolean[] {true, false}) {
      List<Entry> entries =
          List.of(
              Entry.processBuilder(() -> () -> output ? plain.write(bytes) : plain.read(bytes)),
              Entry.ours("Caisson", () -> () -> output ? ours.write(bytes) : ours.read(bytes)));
      try (Race race = new Race(entries, report)) {
        String stream = output ? "from standard output" : "to standard input";
        report.table(
            race.run(effort(bench))
                .rates("MiB a second, " + stream + ", in blocks of 64 KiB", MEBIBYTES));
      }
    }
    exec(bench, report);
    ends(ours, plain, bench, report);
  }

  private static Effort effort(Bench bench) {
    return bench.effort().times(SHARE);
  }

  private static void exec(Bench bench, Report report) throws IOException, InterruptedException {
    Native programs = bench.programs();
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.processBuilder(() -> new PlainProcess(programs.root())));
    entries.add(
        Entry.ours("Caisson: exec", () -> ContainerExec.start(programs.root(), bench.isolation())));
    for (OciRuntime runtime : OciRuntime.values()) {
      if (bench.account().isRoot() && runtime.peer().isThere()) {
        entries.add(Entry.peer("`" + runtime + " exec`", () -> runtime.startExec(programs)));
      }
    }
    try (Race race = new Race(entries, report)) {
      Standings standings = race.run(effort(bench));
      report.table(standings.table("start to exit in a running container", ""));
      report.chart(standings.chart("Start to exit in a running container"));
    }
  }

  private static void ends(ContainerErrand ours, ProcessErrand plain, Bench bench, Report report)
      throws IOException, InterruptedException {
    List<Entry> entries =
        List.of(
            Entry.processBuilder(() -> plain::seeEnd), Entry.ours("Caisson", () -> ours::seeEnd));
    try (Race race = new Race(entries, report)) {
      report.table(
          race.run(effort(bench)).table("from the program's last call to `waitFor`'s return", ""));
    }
  }
}
