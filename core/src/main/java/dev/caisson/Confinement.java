package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.CapabilityGrant;
import dev.caisson.launch.KernelView;
import dev.caisson.launch.Restraints;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.DeviceNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a container's processes may do.
 *
 * @param obtainable the capabilities that they can have at all
 */
record Confinement(
    CapabilityGrant capabilities,
    Set<Capability> obtainable,
    Restraints restraints,
    KernelView view) {

  private static final int S_IFMT = 0170000;
  private static final int S_IFCHR = 0020000;
  private static final int S_IFBLK = 0060000;

  /** Keeps a copy. */
  Confinement {
    obtainable = Set.copyOf(obtainable);
  }

  /** Finds out whether this machine has what was asked for. */
  void requireHost() throws CaissonException {
    for (DeviceNode device : view.devices()) {
      requireDevice(device.source());
    }
    if (restraints.label().isPresent()) {
      restraints.label().get().requireHost();
    }
    if (restraints.landlock().isPresent()) {
      restraints.landlock().get().requireHost();
    }
  }

  private static void requireDevice(Path source) throws CaissonException {
    boolean there;
    try {
      int type = (Integer) Files.getAttribute(source, "unix:mode") & S_IFMT;
      if (type == S_IFCHR || type == S_IFBLK) {
        return;
      }
      there = true;
    } catch (IOException e) {
      there = false;
    }
    throw new CaissonException(
        "bind device",
        source.toString(),
        there ? "it is not a device node" : "it is not there, or not to be seen",
        Optional.of("name a node of this machine's /dev"));
  }
}
