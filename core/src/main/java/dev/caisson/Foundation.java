package dev.caisson;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Fd;
import dev.caisson.linux.MountTree;
import dev.caisson.namespaces.Mount;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container stands on: who its users are, and the mounts of this machine that it is put
 * together from, where they must be copied with the JVM's rights.
 *
 * @param trees copied mounts, by the path of their source
 */
record Foundation(Users users, UserMapping mapping, Map<Path, MountTree> trees)
    implements AutoCloseable {

  /** What a container is to be put together from. */
  record Materials(List<Path> layers, List<Mount> mounts) {}

  /**
   * Lays the foundation of a container.
   *
   * @param asked empty for the safest that this machine can do
   * @throws UnsupportedHostException if it can't do what is asked for
   */
  static Foundation lay(
      Optional<Users> asked, Materials materials, LaunchPlan.Credentials credentials)
      throws CaissonException, InterruptedException {
    boolean root = Credentials.areOfMachinesRoot();
    if (asked.isEmpty()) {
      return root ? remappedIfPossible(materials) : unmapped(Users.OWN, credentials);
    }
    if (asked.get() == Users.REMAPPED) {
      requireRoot(root, Users.REMAPPED);
      return remapped(materials);
    }
    if (asked.get() == Users.HOST) {
      requireRoot(root, Users.HOST);
    }
    return unmapped(asked.get(), credentials);
  }

  private static void requireRoot(boolean root, Users asked) throws UnsupportedHostException {
    if (!root) {
      throw new UnsupportedHostException(
          "map users of container",
          asked.toString(),
          "the JVM's user is not root of this machine",
          Optional.of("run the JVM as root, or the container with Users.OWN or SUBORDINATE"));
    }
  }

  private static Foundation unmapped(Users users, LaunchPlan.Credentials credentials)
      throws CaissonException {
    return new Foundation(users, Identity.of(users, credentials), Map.of());
  }

  private static Foundation remappedIfPossible(Materials materials)
      throws CaissonException, InterruptedException {
    try {
      return remapped(materials);
    } catch (UnsupportedHostException e) {
      // Documented as the default, and the result tells.
      return new Foundation(Users.HOST, new UserMapping.None(), Map.of());
    }
  }

  private static Foundation remapped(Materials materials)
      throws CaissonException, InterruptedException {
    if (Cgroups.host().isMixed()) {
      throw new UnsupportedHostException(
          "map users of container",
          "",
          "the cgroup controllers are spread over v1 and v2, which only this machine's root enters",
          Optional.of("mount all controllers in one of them, or run it with Users.HOST"));
    }
    RemappedRange range = RemappedRange.get();
    Map<Path, MountTree> trees = new LinkedHashMap<>();
    UserMapping mapping = new UserMapping.Remapped(range.ids());
    Foundation foundation = new Foundation(Users.REMAPPED, mapping, trees);
    try {
      foundation.copy(materials, range.namespace());
      return foundation;
    } catch (CaissonException | RuntimeException e) {
      foundation.close();
      throw e;
    }
  }

  private void copy(Materials materials, Fd namespace) throws CaissonException {
    for (Path layer : materials.layers()) {
      if (!copy(layer, namespace)) {
        throw new UnsupportedHostException(
            "map owners of",
            layer.toString(),
            "its file system can't",
            Optional.of("move it to ext4, xfs, btrfs or tmpfs, or run it with Users.HOST"));
      }
    }
    for (Mount mount : materials.mounts()) {
      if (mount instanceof Mount.Bind bind) {
        copy(bind.source(), namespace);
      }
    }
  }

  private boolean copy(Path source, Fd namespace) throws SystemCallException {
    MountTree tree = MountTree.copy(source);
    MountTree before = trees.put(source, tree);
    if (before != null) {
      before.close();
    }
    return tree.mapInto(namespace);
  }

  @Override
  public void close() {
    trees.values().forEach(MountTree::close);
  }
}
