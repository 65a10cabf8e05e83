package dev.caisson.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From the start of Java to the first byte that a container writes. */
final class Cold implements Comparison {

  private static final String CONTAINER = "container";
  private static final double SHARE = 0.27;

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    report.heading(2, "From the start of Java to a container's first byte");
    Path root = bench.programs().root();
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.floor("`java -version`, to its end", () -> Cold::version));
    entries.add(java("`ProcessBuilder`: the same, without isolation", "process", root, List.of()));
    entries.add(java("Caisson", CONTAINER, root, List.of()));
    entries.add(java("Caisson, `-Xshare:off`", CONTAINER, root, List.of("-Xshare:off")));
    List<String> archive = archive(bench, root, List.of());
    entries.add(java("Caisson, with its classes in an archive (AppCDS)", CONTAINER, root, archive));
    List<String> small = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    List<String> both = new ArrayList<>(small);
    both.addAll(archive(bench, root, small));
    entries.add(java("the same, `" + String.join(" ", small) + "`", CONTAINER, root, both));
    try (Race race = new Race(entries, report)) {
      Standings standings = race.run(bench.effort().withoutWarmUp().times(SHARE));
      report.table(standings.table("start to first byte", "`java -version`"));
      report.chart(standings.chart("From the start of Java to the first byte"));
    }
  }

  private static Entry java(String name, String kind, Path root, List<String> options) {
    return Entry.ours(name, () -> () -> firstByte(command(kind, root, options)));
  }

  private static List<String> command(String kind, Path root, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(ServerJvm.java());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ColdStart.class.getName(), kind, root.toString()));
    return command;
  }

  /** Makes an archive of the classes that are used, and returns the option that uses it. */
  private static List<String> archive(Bench bench, Path root, List<String> options)
      throws IOException, InterruptedException {
    Path file = bench.scratch().resolve("classes-" + options.size() + ".jsa");
    List<String> making = new ArrayList<>(options);
    making.add("-XX:ArchiveClassesAtExit=" + file);
    Tool.output(command(CONTAINER, root, making));
    // Without its archive Java would start all the same, only slower.
    return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:on");
  }

  private static long version() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(ServerJvm.java(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int code = process.waitFor();
    long nanos = System.nanoTime() - start;
    if (code != 0) {
      throw new IOException("exit code " + code);
    }
    return nanos;
  }

  private static long firstByte(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      int first = output.read();
      long nanos = System.nanoTime() - start;
      String rest = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      String words = (first < 0 ? "" : (char) first) + rest;
      if (code != 0 || !words.equals(ColdStart.WORDS + "\n")) {
        throw new IOException("exit code " + code + ", and it printed: " + words);
      }
      return nanos;
    }
  }
}
