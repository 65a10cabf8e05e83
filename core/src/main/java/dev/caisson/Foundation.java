package dev.caisson;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.cgroups.Limits;
import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Fd;
import dev.caisson.linux.MountTree;
import dev.caisson.namespaces.DeviceNode;
import dev.caisson.namespaces.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a container stands on: who its users are, and the mounts of this machine that it is put
 * together from, where they must be copied with the JVM's rights.
 *
 * @param trees copied mounts, one for each time that one is needed
 */
record Foundation(Users users, UserMapping mapping, List<MountTree> trees)
    implements AutoCloseable {

  /** What a container is to be put together from, and its limits. */
  record Materials(
      List<Path> layers, List<Mount> mounts, List<DeviceNode> devices, Limits limits) {}

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
    return new Foundation(users, Identity.of(users, credentials), List.of());
  }

  private static Foundation remappedIfPossible(Materials materials)
      throws CaissonException, InterruptedException {
    try {
      return remapped(materials);
    } catch (UnsupportedHostException e) {
      // Documented as the default, and the result tells.
      return new Foundation(Users.HOST, new UserMapping.None(), List.of());
    }
  }

  private static Foundation remapped(Materials materials)
      throws CaissonException, InterruptedException {
    if (Cgroups.host().isMixed(materials.limits())) {
      throw new UnsupportedHostException(
          "map users of container",
          "",
          "the cgroup controllers are spread over v1 and v2, which only this machine's root enters",
          Optional.of("mount all controllers in one of them, or run it with Users.HOST"));
    }
    RemappedRange range = RemappedRange.get();
    List<MountTree> trees = new ArrayList<>();
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
    for (DeviceNode device : materials.devices()) {
      if (!copy(device.source(), namespace)) {
        requireForEveryone(device.source());
      }
    }
  }

  private static void requireForEveryone(Path device) throws CaissonException {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(device);
    } catch (IOException e) {
      throw new CaissonException("bind device", device.toString(), e.toString(), Optional.empty());
    }
    if (!permissions.contains(PosixFilePermission.OTHERS_READ)
        && !permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new CaissonException(
          "bind device",
          device.toString(),
          "it is for some users of this machine alone, and the container's are others",
          Optional.of("run it with Users.HOST, or let everyone open the device"));
    }
  }

  private boolean copy(Path source, Fd namespace) throws SystemCallException {
    MountTree tree = MountTree.copy(source);
    trees.add(tree);
    return tree.mapInto(namespace);
  }

  @Override
  public void close() {
    trees.forEach(MountTree::close);
  }
}
