package dev.caisson.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The programs of this machine that a benchmark needs. */
final class Tool {

  private Tool() {}

  /** Returns whether a program is in PATH. */
  static boolean isFound(String name) {
    String[] folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    return Arrays.stream(folders).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /**
   * Checks that a program is there.
   *
   * @param packages the packages of Debian that hold it
   */
  static void require(String name, String packages) throws IOException {
    if (!isFound(name)) {
      throw new IOException(
          "the benchmark needs " + name + ", which is not in PATH: apt install " + packages);
    }
  }

  /**
   * Runs a program to its end, and returns what it printed.
   *
   * @throws IOException if it failed; it names the program and what that printed
   */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(
          "exit code " + code + " of " + String.join(" ", command) + ": " + said.strip());
    }
    return said.strip();
  }
}
