package dev.caisson.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What makes figures unsafe: what else this machine does, and how its processors are clocked. */
final class Conditions {

  private static final double MOST_LOAD_PER_CORE = 0.25;
  private static final double MOST_BUSY = 0.1;
  private static final double MOST_STOLEN = 0.005;
  private static final long LOOK_MILLIS = 1000;
  private static final long BUSY_TICKS = 5;
  private static final Path CPU = Path.of("/sys/devices/system/cpu");

  private final ProcessorTimes start;

  private Conditions(ProcessorTimes start) {
    this.start = start;
  }

  static Conditions atStart() throws IOException {
    return new Conditions(ProcessorTimes.now());
  }

  /** Looks for a second, in which this JVM does nothing. */
  List<String> before() throws IOException, InterruptedException {
    List<String> warnings = new ArrayList<>();
    load(Files.readString(Path.of("/proc/loadavg")), cores()).ifPresent(warnings::add);
    BusyProcesses processes = BusyProcesses.now();
    ProcessorTimes times = ProcessorTimes.now();
    Thread.sleep(LOOK_MILLIS);
    busy(ProcessorTimes.now().since(times), BusyProcesses.now().since(processes, BUSY_TICKS))
        .ifPresent(warnings::add);
    swap(MemoryInfo.of("/proc/meminfo")).ifPresent(warnings::add);
    clock(
            text(CPU.resolve("cpu0/cpufreq/scaling_governor")),
            text(CPU.resolve("intel_pstate/no_turbo")),
            text(CPU.resolve("cpufreq/boost")))
        .forEach(warnings::add);
    debugging(
            System.getProperty("java.vm.version", "") + System.getProperty("java.vm.info", ""),
            ManagementFactory.getRuntimeMXBean().getInputArguments(),
            Files.exists(Path.of("/proc/lockdep")))
        .forEach(warnings::add);
    return warnings;
  }

  /** Tells what only the whole run shows. */
  List<String> after() throws IOException {
    return stolen(ProcessorTimes.now().since(start)).stream().toList();
  }

  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  static Optional<String> load(String loadavg, int cores) {
    double load = Double.parseDouble(loadavg.split(" ", 2)[0]);
    return load <= MOST_LOAD_PER_CORE * cores
        ? Optional.empty()
        : Optional.of(
            "the load of the last minute is " + Figure.digits(load) + " on " + cores + " cores");
  }

  static Optional<String> busy(ProcessorTimes times, List<String> processes) {
    if (times.busy() <= MOST_BUSY && processes.isEmpty()) {
      return Optional.empty();
    }
    String who = processes.isEmpty() ? "" : ": " + String.join(", ", processes);
    return Optional.of(
        percent(times.busy()) + " of the processors were busy before the start" + who);
  }

  static Optional<String> stolen(ProcessorTimes times) {
    return times.stolenShare() <= MOST_STOLEN
        ? Optional.empty()
        : Optional.of(
            percent(times.stolenShare())
                + " of the processors' time was stolen: other machines run on them");
  }

  static Optional<String> swap(MemoryInfo memory) {
    long used = memory.bytes("SwapTotal") - memory.bytes("SwapFree");
    return used == 0
        ? Optional.empty()
        : Optional.of((used >> 20) + " MiB are swapped out, and reading them back takes time");
  }

  /** Judges the files of the kernel's that tell of clocks, as far as they are there. */
  static List<String> clock(
      Optional<String> governor, Optional<String> noTurbo, Optional<String> boost) {
    List<String> warnings = new ArrayList<>();
    governor
        .filter(name -> !name.equals("performance"))
        .ifPresent(name -> warnings.add("the frequency governor is " + name + ", not performance"));
    if (noTurbo.filter("0"::equals).isPresent() || boost.filter("1"::equals).isPresent()) {
      warnings.add("turbo is on: the clock depends on how warm the processor is");
    }
    return warnings;
  }

  static List<String> debugging(String jvm, List<String> options, boolean lockdep) {
    List<String> warnings = new ArrayList<>();
    if (jvm.contains("debug") || jvm.contains("interpreted")) {
      warnings.add("the JVM is a debug build, or does not compile: " + jvm);
    }
    options.stream()
        .filter(word -> word.matches("-ea.*|-enableassertions.*|-agentlib:.*|-javaagent:.*"))
        .forEach(word -> warnings.add("the JVM was started with " + word));
    if (lockdep) {
      warnings.add("the kernel is a debug build: it has lockdep");
    }
    return warnings;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      // Not every machine tells, virtual ones seldom do.
      return Optional.empty();
    }
  }
}
