package dev.caisson.cgroups;

import java.util.List;
import java.util.Optional;

/**
 * What went to and from disks for a group, as {@link IoLimits} says what counts; a disk that is not
 * there had nothing to do. Recent kernels of v1 count a disk from the first limit on that any group
 * has for it.
 *
 * @param disks each disk once
 */
public record IoStatistics(List<Disk> disks) {

  /**
   * What went to and from one disk.
   *
   * @param device the disk
   * @param bytesRead bytes that were read
   * @param bytesWritten bytes that were written
   * @param bytesDiscarded bytes that the disk was told to forget
   * @param reads requests of reading
   * @param writes requests of writing
   * @param discards requests of forgetting
   */
  public record Disk(
      BlockDevice device,
      long bytesRead,
      long bytesWritten,
      long bytesDiscarded,
      long reads,
      long writes,
      long discards) {}

  /** Copies the list. */
  public IoStatistics {
    disks = List.copyOf(disks);
  }

  /** Returns what went to and from a disk; empty where nothing did. */
  public Optional<Disk> of(BlockDevice device) {
    return disks.stream().filter(disk -> disk.device().equals(device)).findFirst();
  }
}
