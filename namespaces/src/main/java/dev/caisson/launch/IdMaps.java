package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.namespaces.IdMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes the id maps of a child's new user namespace, once and for all.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public final class IdMaps {

  private final int pid;

  /** Makes the writer for a child that has not been reaped. */
  public IdMaps(int pid) {
    this.pid = pid;
  }

  /**
   * Writes both maps with the JVM's own rights.
   *
   * @param denySetgroups whether setgroups(2) is closed inside, which is the condition on which the
   *     kernel lets one map a group without CAP_SETGID
   */
  public void write(List<IdMapping> users, List<IdMapping> groups, boolean denySetgroups)
      throws CaissonException {
    try (KernelDirectory process = KernelDirectory.open(Path.of("/proc", Integer.toString(pid)))) {
      if (denySetgroups) {
        process.write("setgroups", "deny");
      }
      write(process, "uid_map", users);
      write(process, "gid_map", groups);
    }
  }

  private static void write(KernelDirectory process, String file, List<IdMapping> mappings)
      throws CaissonException {
    try {
      process.write(file, lines(mappings));
    } catch (SystemCallException e) {
      UnsupportedHostException refused =
          new UnsupportedHostException(
              "write",
              file,
              SystemCallException.describe(e.errno().orElseThrow().number()) + " for " + mappings,
              Optional.of("mapping another id takes CAP_SETUID and CAP_SETGID, and 0 CAP_SETFCAP"));
      refused.initCause(e);
      throw refused;
    }
  }

  private static String lines(List<IdMapping> mappings) {
    return mappings.stream().map(IdMapping::toString).collect(Collectors.joining("\n", "", "\n"));
  }

  /** Has newuidmap(1) and newgidmap(1) write both maps. */
  public void writeByHelpers(List<IdMapping> users, List<IdMapping> groups)
      throws CaissonException, InterruptedException {
    SubordinateIds.map(pid, new UserMapping.Subordinate(users, groups));
  }
}
