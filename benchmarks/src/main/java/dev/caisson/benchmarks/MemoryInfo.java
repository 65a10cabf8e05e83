package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of the kernel's with amounts of memory by name: meminfo, smaps_rollup. */
record MemoryInfo(String text) {

  static MemoryInfo of(String file) throws IOException {
    return new MemoryInfo(Files.readString(Path.of(file)));
  }

  /**
   * Returns an amount, in bytes.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  long bytes(String name) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + ":\\s+(\\d+) kB$", Pattern.MULTILINE)
            .matcher(text);
    if (!line.find()) {
      throw new IllegalArgumentException("the kernel tells no " + name);
    }
    return Long.parseLong(line.group(1)) << 10;
  }
}
