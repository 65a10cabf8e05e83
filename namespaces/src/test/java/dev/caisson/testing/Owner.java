package dev.caisson.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what another JVM on this machine made from what this one made, by the pid in the name. */
final class Owner {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![0-9A-Za-z])[0-9]{1,7}(?![0-9A-Za-z])");

  /** Whether the name carries the pid of another running JVM, and not the pid of this one. */
  static boolean isAnotherJvm(String name) {
    long self = ProcessHandle.current().pid();
    boolean another = false;
    for (Matcher number = NUMBER.matcher(name); number.find(); ) {
      if (Long.parseLong(number.group()) == self) {
        return false;
      }
      another |= isJvm(number.group());
    }
    return another;
  }

  private static boolean isJvm(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "comm")).equals("java\n");
    } catch (IOException e) {
      return false; // no such process, or not ours to read
    }
  }

  private Owner() {}
}
