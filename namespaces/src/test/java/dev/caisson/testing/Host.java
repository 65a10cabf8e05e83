package dev.caisson.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tests ask about the machine and the user that they run on. */
public final class Host {
  private static final int CAP_SYS_ADMIN = 21;

  /** The effective uid of this JVM. */
  public static int uid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this JVM runs as uid 0, with or without capabilities. */
  public static boolean isRoot() {
    return uid() == 0;
  }

  /** Whether CAP_SYS_ADMIN is in the effective set of this JVM. */
  public static boolean hasSysAdmin() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("CapEff:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
          .anyMatch(set -> (set >>> CAP_SYS_ADMIN & 1) == 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the program is, looked up in PATH and then in the sbin folders. */
  public static Optional<Path> tool(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of((path + ":/usr/sbin:/sbin").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Host() {}
}
