package dev.caisson.cgroups;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which control groups this host has, and what this process may do with them.
 *
 * @param mode which versions the host has
 * @param place where this process stands
 * @param hierarchies the hierarchies that are mounted, in the order of their mounts
 * @param unavailable each controller that this process can't limit by, with what stands in the way
 *     and the remedy
 * @param freezer what stands in the way of freezing; empty where groups can be frozen
 * @param features what the kernel can do for groups made here
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public record CgroupReport(
    Mode mode,
    Place place,
    List<MountedHierarchy> hierarchies,
    Map<Controller, String> unavailable,
    Optional<String> freezer,
    Set<Feature> features) {

  /** Copies the collections. */
  public CgroupReport {
    hierarchies = List.copyOf(hierarchies);
    Map<Controller, String> ordered = new EnumMap<>(Controller.class);
    ordered.putAll(unavailable);
    unavailable = Collections.unmodifiableMap(ordered);
    features = Set.copyOf(features);
  }

  /** Which versions a host has. */
  public enum Mode {
    /** No hierarchy is mounted. */
    NONE,
    /** Version 1 alone. */
    V1,
    /** Version 2 alone. */
    V2,
    /** Both; each controller is in one of them. */
    HYBRID
  }

  /** Where a process stands, as far as it can make groups. */
  public enum Place {
    /** It can make them at the top of the hierarchies, as root of a machine can. */
    TOP,
    /** It is in a cgroup namespace of its own, whose top is a group of the machine's. */
    NAMESPACE,
    /** A group above or around it was given to its user, as systemd's {@code Delegate=} does. */
    DELEGATED,
    /** It can make groups nowhere. */
    NOWHERE
  }

  /** What some kernels can do for a group, and others can't. */
  public enum Feature {
    /** Stops all processes. */
    FREEZE,
    /** Kills a tree against any fork: v2, Linux 5.14. */
    KILL,
    /** Starts a process in the group: v2, Linux 5.7. */
    CLONE_INTO,
    /** Keeps the highest use of memory: v1, and v2 from Linux 5.19 on. */
    MEMORY_PEAK,
    /** Kills the whole group where memory runs out: v2. */
    OUT_OF_MEMORY_GROUP,
    /** Tells how long processes are kept waiting: v2, unless booted with psi=0. */
    PRESSURE
  }

  /**
   * A hierarchy that is mounted.
   *
   * @param version 1 or 2
   * @param point where it is mounted
   * @param controllers those in it, by the kernel's names; on v2 those at its top
   * @param isReadOnly whether it is mounted so
   * @param own the group of this process, as the hierarchy names it
   * @param base the group in which this process can make groups; empty where it can't
   */
  public record MountedHierarchy(
      int version,
      Path point,
      Set<String> controllers,
      boolean isReadOnly,
      Optional<String> own,
      Optional<Path> base) {

    /** Copies the controllers. */
    public MountedHierarchy {
      controllers = Set.copyOf(controllers);
    }
  }
}
