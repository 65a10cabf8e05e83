package dev.caisson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Finds processes by a word of their arguments or environment, wherever on this machine they are.
 */
final class Marked {

  /** The variable by which a container hands the word on to all that it starts. */
  static final String VARIABLE = "CAISSON_TEST_MARK";

  private static final int SESSION_FIELD = 3;

  private Marked() {}

  /** Returns a word that nothing else has. */
  static String unique() {
    return "mark-" + UUID.randomUUID();
  }

  /** Returns the processes that carry a word, as number and name. */
  static List<String> processes(String mark) throws IOException {
    return find(process -> has(process, "cmdline", mark) || has(process, "environ", mark));
  }

  /** Returns the processes of a session; a zombie is none. */
  static List<String> ofSession(long session) throws IOException {
    return find(process -> session(process) == session);
  }

  private interface Condition {
    boolean holds(Path process);
  }

  private static List<String> find(Condition condition) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (condition.holds(process)) {
          found.add(process.getFileName() + " " + read(process.resolve("stat")));
        }
      }
    }
    return found;
  }

  private static boolean has(Path process, String file, String mark) {
    return read(process.resolve(file)).contains(mark);
  }

  private static long session(Path process) {
    String stat = read(process.resolve("stat"));
    if (stat.isEmpty()) {
      return 0;
    }
    // proc_pid_stat(5): state, parent, group and session follow the name in parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return fields[0].equals("Z") ? 0 : Long.parseLong(fields[SESSION_FIELD]);
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It has ended, or is not ours to read.
      return "";
    }
  }
}
