package dev.caisson.cgroups;

import java.util.Locale;
import java.util.Set;

/**
 * What the kernel does for the processes of a group; on v1 each is in a hierarchy, alone or with
 * others.
 *
 * <p>The order is that of joining: once pids is joined, what the process starts is counted.
 */
enum Subsystem {
  PIDS,
  MEMORY,
  /** Counts processor time; on v2 every group does so, without any controller. */
  CPUACCT,
  CPU,
  /** Stops all processes and lets them go on; on v2 every group does so, without any controller. */
  FREEZER;

  private static final Set<String> THREADED = Set.of("cpu", "cpuset", "pids");

  /** Returns the one by which this controller limits. */
  static Subsystem of(Controller controller) {
    return valueOf(controller.name());
  }

  /** Returns whether every group of v2 has it, and nobody need hand it down. */
  boolean isInEveryUnifiedGroup() {
    return this == CPUACCT || this == FREEZER;
  }

  /**
   * Returns whether threads of one process can have it apart from each other, as on v2 {@code cpu},
   * {@code cpuset} and {@code pids} alone.
   */
  boolean isThreaded() {
    return isInEveryUnifiedGroup() || THREADED.contains(toString());
  }

  /** Returns the kernel's name: {@code cpuacct}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
