package dev.caisson.benchmarks;

import dev.caisson.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Start to exit of a static /bin/true. */
final class Launch implements Comparison {

  static final String FLOOR = "floor: the same system calls in C";

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "Start to exit of a static /bin/true");
    if (bench.account().isRoot()) {
      bench.warmUpThisJvm();
      race("As root, these alone", yardsticks(bench), bench, report);
      race("As root, everyone as isolated as they can", everyone(bench), bench, report);
      report.paragraph(
          "Each finds the processor's caches as the others leave them, among whom are large ones.");
      race("As root, part by part", partByPart(bench), bench, report);
      race("As root, by the layers of the root file system", layers(bench), bench, report);
    }
    Optional<Account> ordinary = bench.ordinary();
    if (ordinary.isPresent()) {
      race("As an ordinary user", Rootless.entries(ordinary.get(), bench), bench, report);
    } else {
      report.paragraph("Nothing was measured as an ordinary user: `--user NAME` names one.");
    }
  }

  private static void race(String title, List<Entry> entries, Bench bench, Report report)
      throws IOException, InterruptedException {
    report.heading(3, title);
    try (Race race = new Race(entries, report)) {
      Standings standings = race.run(bench.effort());
      report.table(standings.table());
      report.chart(standings.chart(title));
    }
  }

  /** Returns Caisson, and what it is measured by. */
  private static List<Entry> yardsticks(Bench bench) {
    Native programs = bench.programs();
    return List.of(
        Entry.processBuilder(() -> new PlainProcess(programs.root())),
        Entry.floor(FLOOR, () -> Floor.start(programs, Isolation.FULL)),
        ours("Caisson", programs, Isolation.FULL));
  }

  private static List<Entry> everyone(Bench bench) throws IOException, InterruptedException {
    Native programs = bench.programs();
    List<Entry> entries = new ArrayList<>(yardsticks(bench));
    for (OciRuntime runtime : OciRuntime.values()) {
      if (runtime.peer().isThere()) {
        entries.add(
            Entry.peer("`" + runtime + " run`", () -> runtime.start(programs, Isolation.FULL)));
      }
    }
    entries.addAll(Sandbox.entries(bench));
    entries.addAll(ImageRuntime.entries(bench));
    return entries;
  }

  private static List<Entry> partByPart(Bench bench) {
    Native programs = bench.programs();
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.processBuilder(() -> new PlainProcess(programs.root())));
    entries.add(
        Entry.floor(
            "floor: mount, pid, uts, ipc, cgroup",
            () -> Floor.start(programs, Isolation.UNLIMITED)));
    step("limits of memory and processes", Isolation.HOST_NETWORK, programs, entries);
    step("a network namespace", Isolation.PLAIN, programs, entries);
    step("a user namespace", Isolation.WITHOUT_FILTER, programs, entries);
    step("a seccomp filter", Isolation.FULL, programs, entries);
    return entries;
  }

  private static void step(String more, Isolation isolation, Native programs, List<Entry> entries) {
    String floor = "floor: + " + more;
    entries.add(Entry.floor(floor, () -> Floor.start(programs, isolation)));
    entries.add(ours("Caisson: + " + more, programs, isolation).against(floor));
  }

  private static Entry ours(String name, Native programs, Isolation isolation) {
    return Entry.ours(name, () -> new ContainerRun(Root.directory(programs.root()), isolation));
  }

  private static List<Entry> layers(Bench bench) {
    Native programs = bench.programs();
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.processBuilder(() -> new PlainProcess(programs.root())));
    entries.add(Entry.floor(FLOOR, () -> Floor.start(programs, Isolation.FULL)));
    entries.add(
        Entry.ours("Caisson, a folder", () -> bench.start(ServerJvm.of(programs, Isolation.FULL))));
    for (int count : bench.options().quick() ? List.of(1, 100) : List.of(1, 10, 100)) {
      String name = "Caisson, an image of " + count + (count == 1 ? " layer" : " layers");
      Path each = bench.scratch().resolve("layers-" + count);
      Path once = bench.scratch().resolve("layers-once-" + count);
      entries.add(Entry.ours(name, () -> bench.start(LayeredImage.jvm(programs, each, count))));
      entries.add(
          Entry.ours(
              name + ", opened once",
              () -> bench.start(LayeredImage.jvmThatOpensOnce(programs, once, count))));
    }
    return entries;
  }
}
