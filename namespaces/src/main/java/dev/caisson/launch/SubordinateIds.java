package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.IdMapping;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has newuidmap(1) and newgidmap(1) map ranges of ids, which an ordinary user may not map himself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/newuidmap.1.html">newuidmap(1)</a>
 */
final class SubordinateIds {

  private SubordinateIds() {}

  /** Maps the ids of a process's user namespace. */
  static void map(int pid, UserMapping.Subordinate ranges)
      throws CaissonException, InterruptedException {
    run("newuidmap", pid, ranges.users());
    run("newgidmap", pid, ranges.groups());
  }

  private static void run(String program, int pid, List<IdMapping> mappings)
      throws CaissonException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program, Integer.toString(pid)));
    for (IdMapping mapping : mappings) {
      command.addAll(List.of(mapping.toString().split(" ")));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), Charset.defaultCharset()).strip();
      if (process.waitFor() != 0) {
        throw refused(program, mappings, output);
      }
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      CaissonException failure = refused(program, mappings, String.valueOf(e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private static CaissonException refused(
      String program, List<IdMapping> mappings, String message) {
    return new UnsupportedHostException(
        "map ids with",
        program,
        message + " for " + mappings,
        Optional.of(
            "install the package uidmap, and give this user ranges in /etc/subuid and /etc/subgid"));
  }
}
