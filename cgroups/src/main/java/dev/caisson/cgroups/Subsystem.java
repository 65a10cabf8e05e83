package dev.caisson.cgroups;

import java.util.Locale;

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

  /** Returns the one by which this controller limits. */
  static Subsystem of(Controller controller) {
    return valueOf(controller.name());
  }

  /** Returns whether every group of v2 has it, and nobody need hand it down. */
  boolean isInEveryUnifiedGroup() {
    return this == CPUACCT || this == FREEZER;
  }

  /** Returns the kernel's name: {@code cpuacct}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
