package dev.caisson.cgroups;

import java.util.OptionalLong;

/**
 * Memory of a group and the groups below it, in bytes.
 *
 * @param current what is in use, page cache and kernel memory included
 * @param peak the most that ever was, v2 from Linux 5.19
 * @param anon what belongs to no file: heaps and stacks
 * @param file page cache, tmpfs and shared memory
 * @param kernel what the kernel uses for the processes, v2 from Linux 5.18
 * @param swap what is swapped out; empty where the kernel does not account for it
 * @param events what the limits did
 */
public record MemoryStatistics(
    long current,
    OptionalLong peak,
    long anon,
    long file,
    OptionalLong kernel,
    OptionalLong swap,
    Events events) {

  /**
   * How often a limit did something; v1 counts {@code max} and {@code oomKill} alone, and from some
   * kernel on no {@code max} either, which then stays 0.
   *
   * @param low memory below {@code low} was reclaimed, for want of any other
   * @param high processes were slowed down since use was past {@code high}
   * @param max use was about to go past {@code max}
   * @param oom memory ran out, since reclaiming did not help
   * @param oomKill processes that were killed for it; where v2 kills a group whole, it counts the
   *     one that it chose twice
   * @param oomGroupKill groups that were killed whole for it, from Linux 5.17
   */
  public record Events(
      OptionalLong low,
      OptionalLong high,
      OptionalLong max,
      OptionalLong oom,
      OptionalLong oomKill,
      OptionalLong oomGroupKill) {}
}
