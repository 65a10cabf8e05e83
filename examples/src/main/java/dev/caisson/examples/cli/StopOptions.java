package dev.caisson.examples.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The option on how patiently the command is ended. */
final class StopOptions {

  @Option(
      names = "--stop-timeout",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "How long the command may go on after SIGTERM; 10 by default.")
  private Duration timeout = Duration.ofSeconds(10);

  Duration timeout() {
    return timeout;
  }
}
