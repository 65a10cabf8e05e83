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
  CPUSET,
  /** Called {@code blkio} on v1. */
  IO,
  HUGETLB,
  RDMA,
  MISC,
  NET_CLS,
  NET_PRIO,
  /** On v2 a program that can be attached to every group, without any controller. */
  DEVICES,
  /** Stops all processes and lets them go on; on v2 every group does so, without any controller. */
  FREEZER;

  private static final Set<String> THREADED = Set.of("cpu", "cpuset", "pids");

  /** Returns the one by which this controller limits. */
  static Subsystem of(Controller controller) {
    return valueOf(controller.name());
  }

  /** Returns whether every group of v2 has it, and nobody need hand it down. */
  boolean isInEveryUnifiedGroup() {
    return this == CPUACCT || this == FREEZER || this == DEVICES;
  }

  /**
   * Returns whether threads of one process can have it apart from each other, as on v2 {@code cpu},
   * {@code cpuset} and {@code pids} alone.
   */
  boolean isThreaded() {
    return isInEveryUnifiedGroup() || THREADED.contains(toString());
  }

  /** Returns whether v2 has left it to other means. */
  boolean isLegacyAlone() {
    return this == NET_CLS || this == NET_PRIO;
  }

  /** Returns the name that v1 knows it by. */
  String legacyName() {
    return this == IO ? "blkio" : toString();
  }

  /** Returns the kernel's name, that of v2 where there are two: {@code cpuacct}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
