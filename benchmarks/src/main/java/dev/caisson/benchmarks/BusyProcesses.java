package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processor time of every process, in ticks, by process id. */
record BusyProcesses(Map<Long, Used> all) {

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /** What one process has used. */
  record Used(String name, long ticks) {

    /** Reads /proc/PID/stat; a process's name may have spaces and parentheses. */
    static Used parse(String stat) {
      int end = stat.lastIndexOf(')');
      String[] fields = stat.substring(end + 2).split(" ", -1);
      return new Used(
          stat.substring(stat.indexOf('(') + 1, end),
          Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]));
    }
  }

  BusyProcesses {
    all = Map.copyOf(all);
  }

  static BusyProcesses now() throws IOException {
    Map<Long, Used> all = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        used(process).ifPresent(used -> all.put(Long.valueOf(name(process)), used));
      }
    }
    return new BusyProcesses(all);
  }

  /** Returns those that have used so many ticks since then, but for this JVM. */
  List<String> since(BusyProcesses before, long ticks) {
    List<String> busy = new ArrayList<>();
    all.forEach(
        (pid, used) -> {
          long earlier = Optional.ofNullable(before.all.get(pid)).map(Used::ticks).orElse(0L);
          if (used.ticks() - earlier >= ticks && pid != ProcessHandle.current().pid()) {
            busy.add(used.name() + " (" + pid + ")");
          }
        });
    busy.sort(String::compareTo);
    return busy;
  }

  private static String name(Path process) {
    return String.valueOf(process.getFileName());
  }

  // One that ends meanwhile has no file, or one that can't be read any more.
  private static Optional<Used> used(Path process) {
    try {
      return Optional.of(Used.parse(Files.readString(process.resolve("stat"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
