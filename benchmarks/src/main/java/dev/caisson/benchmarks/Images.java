package dev.caisson.benchmarks;

import dev.caisson.image.LayerStore;
import dev.caisson.unionfs.MountedUnion;
import dev.caisson.unionfs.Union;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unpacking an image of an OCI layout, in memory and on disk, pulling it, and the mount of many
 * layers.
 */
final class Images implements Comparison {

  private static final int[] LAYERS = {1, 10, 100};
  private static final Path MEMORY = Path.of("/dev/shm");

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "Images");
    Optional<Options.Layout> layout = bench.options().layout();
    if (layout.isEmpty() || !bench.account().isRoot()) {
      report.paragraph("Nothing was measured: `--layout DIR:TAG` names an image, for root.");
      return;
    }
    Path store = Files.createDirectory(bench.scratch().resolve("one-image"));
    SingleImage image = SingleImage.copy(layout.get(), store);
    Path memory = Files.createTempDirectory(MEMORY, "caisson-compare");
    try {
      pull(image, memory, bench.effort().times(0.5), report);
      unpack(image, memory, bench.effort().times(0.5), report);
    } finally {
      Tool.output(List.of("rm", "-rf", memory.toString()));
    }
    if (!bench.options().quick()) {
      // A disk takes seconds for each.
      unpack(image, bench.scratch(), bench.effort().times(0.3), report);
    }
    mount(bench, report);
  }

  private static void unpack(SingleImage image, Path folder, Effort effort, Report report)
      throws IOException, InterruptedException {
    Path target = folder.resolve("unpacked");
    String where = Files.getFileStore(folder).type();
    List<Entry> entries = new ArrayList<>();
    entries.add(
        Entry.floor(
            "`tar -xzpf` of each layer, which verifies nothing",
            () -> new Unpacking(image::tar, target)));
    entries.add(
        Entry.ours(
            "Caisson, which verifies all",
            () -> new Unpacking(place -> LayerStore.at(place).open(image.source()), target)));
    if (Peer.UMOCI.isThere()) {
      entries.add(Entry.peer("`umoci raw unpack`", () -> new Unpacking(image::umoci, target)));
    }
    try (Race race = new Race(entries, report)) {
      report.table(race.run(effort).table("unpacked on " + where + ", synced between", "`tar`"));
    }
  }

  private static void pull(SingleImage image, Path memory, Effort effort, Report report)
      throws IOException, InterruptedException {
    if (!Tool.isFound("docker-registry")) {
      report.paragraph("No image was pulled: there is no docker-registry.");
      return;
    }
    Path target = memory.resolve("unpacked");
    Path folder = Files.createDirectory(memory.resolve("registry"));
    try (LoopbackRegistry registry = LoopbackRegistry.with(image, folder)) {
      List<Entry> entries =
          List.of(
              Entry.floor(
                  "Caisson, unpacked from the layout",
                  () -> new Unpacking(place -> LayerStore.at(place).open(image.source()), target)),
              Entry.ours(
                  "Caisson, pulled from docker-registry on loopback, and unpacked",
                  () -> new Unpacking(registry::pull, target)));
      try (Race race = new Race(entries, report)) {
        String where = Files.getFileStore(memory).type();
        report.table(race.run(effort).table("into a new store on " + where, "unpacked"));
      }
    }
  }

  private static void mount(Bench bench, Report report) throws IOException, InterruptedException {
    List<Entry> entries = new ArrayList<>();
    for (int count : LAYERS) {
      List<Path> layers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        layers.add(Files.createDirectories(bench.scratch().resolve("union/" + count + "-" + i)));
      }
      Union union = Union.of(layers.toArray(Path[]::new));
      entries.add(Entry.ours("Caisson, layers: " + count, () -> () -> mount(union)));
    }
    try (Race race = new Race(entries, report)) {
      report.table(
          race.run(bench.effort().times(0.5)).table("a union mounted, and unmounted again", ""));
    }
  }

  private static long mount(Union union) throws IOException {
    long start = System.nanoTime();
    try (MountedUnion mounted = union.mount()) {
      if (!mounted.passedOver().isEmpty()) {
        throw new IOException("it is not an overlay: " + mounted.passedOver());
      }
    }
    return System.nanoTime() - start;
  }

  /** One way to unpack an image, into a folder that is not there before, nor after. */
  private record Unpacking(Way way, Path target) implements Contestant {

    /** What does it. */
    private interface Way {
      void unpack(Path target) throws IOException, InterruptedException;
    }

    @Override
    public long run() throws IOException, InterruptedException {
      // Else one would wait for the disk that another keeps busy.
      Tool.output(List.of("sync"));
      long start = System.nanoTime();
      way.unpack(target);
      long nanos = System.nanoTime() - start;
      Tool.output(List.of("rm", "-rf", target.toString()));
      return nanos;
    }
  }
}
