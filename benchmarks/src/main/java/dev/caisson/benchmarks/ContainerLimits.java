package dev.caisson.benchmarks;

/** The limits that every container is given; floor-cgroup.c has the same. */
final class ContainerLimits {

  static final long MEMORY = 256L << 20;
  static final long PIDS = 64;

  private ContainerLimits() {}
}
