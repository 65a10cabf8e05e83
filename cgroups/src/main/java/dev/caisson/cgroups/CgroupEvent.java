package dev.caisson.cgroups;

import java.util.Optional;

/**
 * Something that happens to a group, which the kernel counts and tells of.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.events, pids.events and
 *     cgroup.events of v2</a>
 */
public enum CgroupEvent {
  /** Memory was taken from the group though it used less than {@code memory.low}; on v2. */
  MEMORY_LOW("memory.events", "low"),
  /** The group went over {@code memory.high} and was slowed down; on v2. */
  MEMORY_HIGH("memory.events", "high"),
  /** The group was about to go over its limit of memory, and had to give some back; on v2. */
  MEMORY_MAX("memory.events", "max"),
  /**
   * The group reached its limit of memory, and nothing could be given back: the kernel goes about
   * killing. On v2 also where that happened to a group in this one; on v1 also where it happened to
   * one above.
   */
  OUT_OF_MEMORY("memory.events", "oom"),
  /** A process was killed for want of memory; counted for each; on v2. */
  OUT_OF_MEMORY_KILL("memory.events", "oom_kill"),
  /**
   * A fork was refused by the limit of processes of the group or, on some kernels, of one above. On
   * v1, which does not tell, it is looked for ten times a second.
   */
  PIDS_MAX("pids.events", "max"),
  /**
   * The first process is in the group, or in one in it; counted from the subscription. On v1, which
   * does not tell, it is looked for ten times a second.
   */
  POPULATED("cgroup.events", "populated"),
  /**
   * The last process of the group, and of those in it, has ended; counted from the subscription.
   */
  EMPTY("cgroup.events", "populated");

  private final String file;
  private final String key;

  CgroupEvent(String file, String key) {
    this.file = file;
    this.key = key;
  }

  /** Returns the file of v2 that tells it. */
  String file() {
    return file;
  }

  /** Returns the word before its number there. */
  String key() {
    return key;
  }

  /** Returns what counts it; empty where every group does. */
  Optional<Subsystem> subsystem() {
    return switch (this) {
      case MEMORY_LOW, MEMORY_HIGH, MEMORY_MAX, OUT_OF_MEMORY, OUT_OF_MEMORY_KILL ->
          Optional.of(Subsystem.MEMORY);
      case PIDS_MAX -> Optional.of(Subsystem.PIDS);
      case POPULATED, EMPTY -> Optional.empty();
    };
  }
}
