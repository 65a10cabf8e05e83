package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import java.util.List;
import java.util.OptionalLong;

/** A number that the kernel keeps for a group, and that is read alone. */
enum Counter {
  CPU_USAGE(Subsystem.CPUACCT),
  MEMORY_PEAK(Subsystem.MEMORY),
  OUT_OF_MEMORY_KILLS(Subsystem.MEMORY);

  private final Subsystem subsystem;

  Counter(Subsystem subsystem) {
    this.subsystem = subsystem;
  }

  /** Reads it for a group of these parts; empty where none of them counts it. */
  OptionalLong read(List<Member> members) throws CaissonException {
    for (Member member : members) {
      if (member.has(subsystem)) {
        return member.read(this);
      }
    }
    return OptionalLong.empty();
  }
}
