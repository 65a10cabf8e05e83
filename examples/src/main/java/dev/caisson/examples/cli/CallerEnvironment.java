package dev.caisson.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The environment of whoever called the script, byte for byte. */
final class CallerEnvironment {

  // The script gives Java a locale of its own, and keeps the caller's here: = and the value, or "".
  private static final String KEPT_LC_ALL = "CAISSON_LC_ALL";

  private CallerEnvironment() {}

  /**
   * Returns a variable's value; empty where it is not set.
   *
   * @throws IllegalArgumentException if it is not UTF-8
   */
  static Optional<String> get(String name) {
    Optional<String> kept = name.equals("LC_ALL") ? find(KEPT_LC_ALL) : Optional.empty();
    return kept.isEmpty()
        ? find(name)
        : kept.filter(value -> value.startsWith("=")).map(value -> value.substring(1));
  }

  private static Optional<String> find(String name) {
    byte[] start = (name + "=").getBytes(StandardCharsets.UTF_8);
    for (byte[] entry : Words.split(read())) {
      int length = Math.min(start.length, entry.length);
      if (Arrays.equals(start, Arrays.copyOf(entry, length))) {
        byte[] value = Arrays.copyOfRange(entry, length, entry.length);
        return Optional.of(Words.text(value).orElseThrow(CallerEnvironment::notUtf8));
      }
    }
    return Optional.empty();
  }

  private static IllegalArgumentException notUtf8() {
    return new IllegalArgumentException(
        "its value is not UTF-8, and nothing else can be passed on");
  }

  private static byte[] read() {
    try {
      return Files.readAllBytes(Path.of("/proc/self/environ"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
