package dev.caisson.image.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs other programs in a folder. */
record Shell(Path folder) {

  /** All that can be seen of a tree, entry by entry; of its root neither link count nor time. */
  private static final String LISTING =
      """
      find . -mindepth 1 -printf '%p|%y|%m|%U|%G|%T@|%l\\n' | sort
      find . -mindepth 1 ! -type d -printf '%p|%n\\n' | sort
      find . -type f -exec sha256sum {} + | sort -k 2
      getfattr -Rhd -m - -e hex . | sort
      """;

  /** Runs a program, which must exit with 0, and returns what it said. */
  String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("said", "");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int status = process.waitFor();
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      assertThat(status).as(said).isZero();
      return said;
    } finally {
      Files.delete(output);
    }
  }

  /** Runs a script of the shell. */
  String script(String text) throws IOException, InterruptedException {
    return run("sh", "-ec", text);
  }

  /** Lists a tree. */
  static String list(Path tree) throws IOException, InterruptedException {
    return new Shell(tree).script(LISTING);
  }
}
