package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import java.nio.file.Path;

/**
 * A block device, a whole disk, as its limits name it.
 *
 * @param major from 0 to 4,095
 * @param minor from 0 to 1,048,575
 * @see <a href="https://man7.org/linux/man-pages/man3/makedev.3.html">makedev(3)</a>
 */
public record BlockDevice(long major, long minor) implements Comparable<BlockDevice> {

  private static final Range MAJOR = new Range("major number of a device", 0, (1 << 12) - 1);
  private static final Range MINOR = new Range("minor number of a device", 0, (1 << 20) - 1);

  /**
   * Checks both numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public BlockDevice {
    MAJOR.check(major);
    MINOR.check(minor);
  }

  /**
   * Finds the disk that a path leads to: a block device's own, or that which holds the file system
   * of any other file. Of a partition it is the whole disk, which alone can be limited.
   *
   * <p>What lies below a device that maps others (LVM, dm-crypt, RAID, a loop) is not looked for:
   * its own requests are limited and counted.
   *
   * @throws dev.caisson.error.UnsupportedHostException if the file system has no block device, as
   *     tmpfs and overlay have none
   * @throws CaissonException if the path can't be looked at
   */
  public static BlockDevice below(Path path) throws CaissonException {
    return BlockDeviceSearch.host().below(path);
  }

  /** Reads what {@link #toString} writes, and a line end. */
  static BlockDevice parse(String numbers) {
    String[] both = numbers.strip().split(":", 2);
    return new BlockDevice(Long.parseLong(both[0]), Long.parseLong(both[1]));
  }

  @Override
  public int compareTo(BlockDevice other) {
    int order = Long.compare(major, other.major);
    return order == 0 ? Long.compare(minor, other.minor) : order;
  }

  /** Returns the numbers as the kernel's files have them: {@code 254:0}. */
  @Override
  public String toString() {
    return major + ":" + minor;
  }
}
