package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;

/** The command line, used by root. */
@RootTest
final class RunAsRootTest extends RunContract {

  @RootTest
  void memoryLimit_passed_is137() throws Exception {
    Cli.Outcome outcome = run("run", "-m", "64m", "host:", "tail", "/dev/zero");

    assertThat(outcome.status()).isEqualTo(137);
    assertThat(outcome.stderr()).isEqualTo("caisson: the command ran out of memory\n");
  }
}
