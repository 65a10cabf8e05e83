package dev.caisson;

import dev.caisson.launch.CapabilityGrant;
import dev.caisson.launch.KernelView;
import dev.caisson.launch.Restraints;
import dev.caisson.namespaces.Capability;
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

  /** Keeps a copy. */
  Confinement {
    obtainable = Set.copyOf(obtainable);
  }
}
