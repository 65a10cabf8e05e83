package dev.caisson.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A standard stream of this process. */
enum Standard {
  INPUT(0),
  OUTPUT(1),
  ERROR(2);

  private final int number;

  Standard(int number) {
    this.number = number;
  }

  /** Returns whether it is a terminal; from JDK 22 on, Java's own console does not tell. */
  boolean isTerminal() {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
