package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import java.util.List;

/**
 * The gift of a group's directory in one hierarchy to a user, who can then make groups in it, and
 * move between them what is in it.
 *
 * @param parent the directory that the group is in
 * @param group its name there
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#delegation">Delegation</a>
 */
record Delegation(KernelDirectory parent, String group) {

  /** Of both versions; the last makes the user able to make groups, when all else is in place. */
  private static final List<String> FILES =
      List.of("cgroup.procs", "tasks", "cgroup.threads", "cgroup.subtree_control", ".");

  // chown(2): no change.
  private static final long NO_ID = 0xffff_ffffL;
  private static final String MAX_DEPTH = "32";
  private static final String MAX_DESCENDANTS = "1024";

  static void requireId(String name, long id) {
    if (id < 0 || id >= NO_ID) {
      throw new IllegalArgumentException(name + " not from 0 to " + (NO_ID - 1) + ": " + id);
    }
  }

  void to(long uid, long gid) throws CaissonException {
    // Or whoever has it could keep this JVM busy when it is removed.
    parent.writeIfThere(group + "/cgroup.max.depth", MAX_DEPTH);
    parent.writeIfThere(group + "/cgroup.max.descendants", MAX_DESCENDANTS);
    for (String file : FILES) {
      String path = group + "/" + file;
      if (parent.holds(path)) {
        try (Fd open = parent.file(path)) {
          open.changeOwner(uid, gid);
        }
      }
    }
  }
}
