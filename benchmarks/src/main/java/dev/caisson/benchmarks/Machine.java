package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the figures were made on. */
final class Machine {

  private Machine() {}

  static Table table(String command) throws IOException {
    return new Table(
        "made",
        List.of("by"),
        List.of(
            row("on", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString()),
            row("with", "`" + command + "`, as " + System.getProperty("user.name")),
            row("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip()),
            row("control groups", hierarchy()),
            row("processor", model(Files.readString(Path.of("/proc/cpuinfo")))),
            row("cores", Integer.toString(Conditions.cores())),
            row("memory", (MemoryInfo.of("/proc/meminfo").bytes("MemTotal") >> 20) + " MiB"),
            row("Java", System.getProperty("java.vm.name") + " " + Runtime.version())));
  }

  /** Returns the model that /proc/cpuinfo tells, or the architecture where it tells none. */
  static String model(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static String hierarchy() {
    return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")) ? "v2" : "v1";
  }

  private static Table.Row row(String name, String value) {
    return new Table.Row(name, List.of(value));
  }
}
