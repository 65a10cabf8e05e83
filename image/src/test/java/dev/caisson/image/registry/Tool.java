package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of another project, run to its end. */
final class Tool {

  private Tool() {}

  /**
   * Runs it, without credentials that this machine may have for it, requires that it succeeds, and
   * returns what it said.
   */
  static String run(String... command) throws IOException, InterruptedException {
    Path nobody = Files.writeString(Files.createTempFile("auth", ".json"), "{}");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("REGISTRY_AUTH_FILE", nobody.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
      return said;
    } finally {
      Files.delete(nobody);
    }
  }
}
