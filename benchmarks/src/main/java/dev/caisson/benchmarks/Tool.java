package dev.caisson.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs of this machine that a benchmark needs. */
final class Tool {

  private Tool() {}

  /**
   * Checks that a program is there.
   *
   * @param packages the packages of Debian that hold it
   */
  static void require(String name, String packages) throws IOException {
    String[] folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    if (Arrays.stream(folders).noneMatch(f -> Files.isExecutable(Path.of(f, name)))) {
      throw new IOException(
          "the benchmark needs " + name + ", which is not in PATH: apt install " + packages);
    }
  }
}
