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

  @RootTest
  void users_asTheOptionSays_areThisMachines() throws Exception {
    assertThat(run("run", "--userns=host", "host:", "cat", "/proc/self/uid_map").stdout())
        .matches(" *0 +0 +4294967295\\n");
  }
}
