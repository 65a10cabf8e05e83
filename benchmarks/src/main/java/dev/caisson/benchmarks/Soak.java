package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Thousands of containers to which things happen: nothing of this JVM's may grow. */
final class Soak implements Comparison {

  private static final int HEAP = 256;
  private static final int WARM_UP_BATCHES = 3;
  // Of 20,000 containers, that is 52 bytes each: what grows by less does not grow by containers.
  private static final long MOST_HEAP = 1 << 20;

  /** How the soak is after so many containers. */
  private record Stage(String name, Footprint footprint) {}

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "A soak");
    if (!bench.account().isRoot()) {
      report.paragraph("There was none: it needs root, for limits of memory.");
      return;
    }
    int batches = (bench.options().count() + SoakBatch.SIZE - 1) / SoakBatch.SIZE;
    List<Stage> stages = new ArrayList<>();
    List<String> happened = new ArrayList<>();
    try (Served server = ServerJvm.of(bench.programs(), Isolation.FULL).steady(HEAP).start()) {
      soak(server, ContainerServer.SOAK_AT_ONCE, WARM_UP_BATCHES);
      soak(server, ContainerServer.SOAK, WARM_UP_BATCHES);
      stages.add(new Stage("before", footprint(server)));
      for (char request : new char[] {ContainerServer.SOAK, ContainerServer.SOAK_AT_ONCE}) {
        for (int part : new int[] {batches / 2, batches - batches / 2}) {
          happened.addAll(soak(server, request, part));
          stages.add(new Stage(name(happened.size(), request), footprint(server)));
        }
      }
    }
    report.table(happened(happened));
    report.table(footprints(stages));
    report(stages, report);
  }

  private static String name(int batches, char request) {
    String how = request == ContainerServer.SOAK ? "" : ", " + SoakBatch.SIZE + " at a time";
    return "after " + batches * SoakBatch.SIZE + how;
  }

  private static List<String> soak(Served server, char request, int batches)
      throws IOException, InterruptedException {
    List<String> happened = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      happened.add(server.ask(request));
    }
    return happened;
  }

  private static Footprint footprint(Served server) throws IOException, InterruptedException {
    return Footprint.parse(server.ask(ContainerServer.FOOTPRINT));
  }

  private static void report(List<Stage> stages, Report report) {
    Footprint before = stages.get(0).footprint();
    for (Stage stage : stages.subList(1, stages.size())) {
      for (String left : stage.footprint().leftSince(before)) {
        report.error("soak, " + stage.name() + ": " + left);
      }
      long grown = stage.footprint().heap() - before.heap();
      if (grown > MOST_HEAP) {
        report.error("soak, " + stage.name() + ": the heap has grown by " + grown + " bytes");
      }
    }
  }

  private static Table happened(List<String> lines) {
    List<Table.Row> rows = new ArrayList<>();
    SoakBatch.count(lines)
        .forEach(
            (what, count) ->
                rows.add(new Table.Row(what.name(), List.of(Integer.toString(count)))));
    return new Table("what happened, and was told as it should", List.of("containers"), rows);
  }

  private static Table footprints(List<Stage> stages) {
    return new Table(
        "of the JVM",
        stages.stream().map(Stage::name).toList(),
        List.of(
            row("heap after a collection, KiB", stages, footprint -> footprint.heap() >> 10),
            row(
                "other memory, KiB",
                stages,
                footprint -> footprint.nativeMemory((long) HEAP << 20) >> 10),
            row("descriptors", stages, Footprint::descriptors),
            row("threads", stages, Footprint::threads),
            row("control groups", stages, Footprint::groups),
            row("mounts", stages, Footprint::mounts),
            row("child processes", stages, Footprint::children)));
  }

  private static Table.Row row(String name, List<Stage> stages, ToLongFunction<Footprint> amount) {
    return new Table.Row(
        name,
        stages.stream()
            .map(stage -> Long.toString(amount.applyAsLong(stage.footprint())))
            .toList());
  }
}
