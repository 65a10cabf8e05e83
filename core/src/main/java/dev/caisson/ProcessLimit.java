package dev.caisson;

/** What holds the number of a container's processes. */
public enum ProcessLimit {
  /** The pids controller of its cgroup. */
  CGROUP,
  /**
   * RLIMIT_NPROC, counted in the container's own user namespace (Linux 5.14 and newer): where an
   * ordinary user has no pids controller.
   */
  RLIMIT,
  /** Nothing: the host offers neither, and no limit was asked for. */
  NOTHING
}
