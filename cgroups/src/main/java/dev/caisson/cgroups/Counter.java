package dev.caisson.cgroups;

/** A number that the kernel keeps for a group. */
enum Counter {
  CPU_USAGE(Subsystem.CPUACCT),
  MEMORY_CURRENT(Subsystem.MEMORY),
  MEMORY_PEAK(Subsystem.MEMORY),
  OUT_OF_MEMORY_KILLS(Subsystem.MEMORY),
  PIDS_CURRENT(Subsystem.PIDS),
  PIDS_DENIED(Subsystem.PIDS);

  private final Subsystem subsystem;

  Counter(Subsystem subsystem) {
    this.subsystem = subsystem;
  }

  /** Returns the subsystem that counts it. */
  Subsystem subsystem() {
    return subsystem;
  }
}
