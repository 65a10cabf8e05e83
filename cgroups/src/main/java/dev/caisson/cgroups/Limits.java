package dev.caisson.cgroups;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the processes of a group may use together; what is empty is not limited.
 *
 * @param memoryMax bytes, from 4,096; the kernel rounds down to whole pages. Past it the kernel
 *     reclaims, and where that does not help it kills. Swap is then forbidden too, where the kernel
 *     accounts for it
 * @param cpuMax processor time
 * @param pidsMax processes and threads, from 1 to 4,194,304; past it fork(2) fails with EAGAIN
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public record Limits(OptionalLong memoryMax, Optional<CpuMax> cpuMax, OptionalLong pidsMax) {

  private static final long MEMORY_MIN = 4096;
  // From here on, on a kernel of 64 KiB pages, the value means "max" (PAGE_COUNTER_MAX).
  private static final long MEMORY_END = Long.MAX_VALUE - 0xffff;
  private static final long PIDS_END = (1L << 22) + 1;

  private static final Limits NONE =
      new Limits(OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

  /**
   * Checks each against the kernel's range.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Limits {
    memoryMax.ifPresent(bytes -> check("memory.max", bytes, MEMORY_MIN, MEMORY_END));
    pidsMax.ifPresent(count -> check("pids.max", count, 1, PIDS_END));
  }

  private static void check(String name, long value, long first, long end) {
    if (value < first || value >= end) {
      throw new IllegalArgumentException(
          name + " not from " + first + " to " + (end - 1) + ": " + value);
    }
  }

  /** Returns no limits at all. */
  public static Limits none() {
    return NONE;
  }

  /** Returns these limits with that of memory, in bytes. */
  public Limits withMemoryMax(long bytes) {
    return new Limits(OptionalLong.of(bytes), cpuMax, pidsMax);
  }

  /** Returns these limits with that of processor time. */
  public Limits withCpuMax(CpuMax max) {
    return new Limits(memoryMax, Optional.of(max), pidsMax);
  }

  /** Returns these limits with that of processes and threads. */
  public Limits withPidsMax(long count) {
    return new Limits(memoryMax, cpuMax, OptionalLong.of(count));
  }

  /** Returns whether nothing is limited. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Returns the controllers that these limits need. */
  public Set<Controller> controllers() {
    Set<Controller> needed = EnumSet.noneOf(Controller.class);
    memoryMax.ifPresent(bytes -> needed.add(Controller.MEMORY));
    cpuMax.ifPresent(max -> needed.add(Controller.CPU));
    pidsMax.ifPresent(count -> needed.add(Controller.PIDS));
    return needed;
  }
}
