package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on what the command may use. */
final class LimitOptions {

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "The most memory, swap and written files included: 64m, 1g.")
  private Optional<Long> memory = Optional.empty();

  @Option(
      names = "--cpus",
      paramLabel = "N",
      converter = ProcessorCount.class,
      description = "The most processors: 0.5, 2.")
  private Optional<Double> cpus = Optional.empty();

  @Option(
      names = "--pids-limit",
      paramLabel = "N",
      converter = ProcessCount.class,
      description = "The most processes and threads; 1024 by default.")
  private Optional<Long> pids = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "The longest time: 10, 0.5.")
  private Optional<Duration> timeout = Optional.empty();

  @Option(
      names = "--output-limit",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "The most bytes on stdout and stderr together: 64k, 1m.")
  private Optional<Long> output = Optional.empty();

  boolean isOutputLimited() {
    return output.isPresent();
  }

  void apply(Settings settings) {
    ContainerBuilder builder = settings.builder();
    settings.set("--memory", memory, builder::memory);
    settings.set("--cpus", cpus, builder::cpus);
    settings.set("--pids-limit", pids, builder::pids);
    settings.set("--timeout", timeout, builder::timeout);
    settings.set("--output-limit", output, builder::outputLimit);
  }
}
