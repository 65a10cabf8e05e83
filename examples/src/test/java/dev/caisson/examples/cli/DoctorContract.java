package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code caisson doctor}, whoever runs it. */
@Timeout(120)
abstract class DoctorContract {

  @TempDir private Path folder;

  @Test
  void doctor_tellsEachPart_andThatAContainerRuns() throws Exception {
    Cli.Outcome outcome = Cli.run(folder, "doctor");
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout())
        .contains("machine\n", "namespaces\n", "features\n", "control groups\n", "container\n")
        .containsPattern("  yes     user +made\n")
        .containsPattern("  yes     with all defaults +EXIT, users");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void json_hasTheSame_andARemedyForWhatIsMissing() throws Exception {
    Cli.Outcome outcome = Cli.run(folder, "doctor", "--json");
    JsonNode report = new ObjectMapper().readTree(outcome.stdout());
    assertThat(report.at("/container/with all defaults/there").asBoolean()).isTrue();
    for (JsonNode limit : report.path("control groups")) {
      assertThat(limit.path("detail").asText()).isNotBlank();
    }
    for (String controller : new String[] {"cpu", "memory", "pids"}) {
      JsonNode limit = report.path("control groups").path("limit " + controller);
      assertThat(limit.path("there").asBoolean() || limit.path("remedy").isTextual()).isTrue();
    }
  }

  @Test
  void userNamespacesThatAreOff_areNamedWithTheirRemedy() throws Exception {
    Cli.Outcome outcome =
        Cli.runUnder(
            folder,
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$@\"",
            "sh");
    assertThat(outcome.stdout())
        .contains("remedy: user namespaces are off: sysctl user.max_user_namespaces=15000");
    assertThat(outcome.status()).isEqualTo(1);
  }
}
