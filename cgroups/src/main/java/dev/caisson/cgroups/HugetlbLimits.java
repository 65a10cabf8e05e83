package dev.caisson.cgroups;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits of huge pages, by their size in bytes, which is a power of two, as 2,097,152.
 *
 * <p>Past one, mmap(2) of such pages fails with ENOMEM. The host has the sizes that are in {@code
 * /sys/kernel/mm/hugepages}.
 *
 * @param max bytes, from 0, of which the kernel takes whole pages; the kernel's default is no limit
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#hugetlb">HugeTLB controller</a>
 */
public record HugetlbLimits(Map<Long, Bound> max) implements ControllerLimits {

  private static final Range SIZE = new Range("size of a huge page", 4096, 1L << 40);
  private static final Range MAX = new Range("hugetlb max", 0, Long.MAX_VALUE - 0x10000);
  private static final String UNITS = "KMG";

  /**
   * Checks sizes and bounds, and copies the map.
   *
   * @throws IllegalArgumentException if a size is none, or a bound out of its range
   */
  public HugetlbLimits {
    max.forEach(
        (size, bound) -> {
          SIZE.check(size);
          if (Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("size of a huge page is no power of 2: " + size);
          }
          MAX.check(bound);
        });
    max = Collections.unmodifiableSortedMap(new TreeMap<>(max));
  }

  /** Returns no limits at all. */
  public static HugetlbLimits none() {
    return new HugetlbLimits(Map.of());
  }

  /** Returns these limits with that of one size, or with it lifted. */
  public HugetlbLimits withMax(long pageSize, Bound bytes) {
    Map<Long, Bound> more = new TreeMap<>(max);
    more.put(pageSize, bytes);
    return new HugetlbLimits(more);
  }

  @Override
  public Controller controller() {
    return Controller.HUGETLB;
  }

  @Override
  public boolean isEmpty() {
    return max.isEmpty();
  }

  List<Setting> legacySettings() {
    return settings("limit_in_bytes", "-1");
  }

  List<Setting> unifiedSettings() {
    return settings("max", "max");
  }

  /**
   * What is reserved by mmap(2) is limited too, from Linux 5.7; what is only used ends in SIGBUS.
   */
  private List<Setting> settings(String file, String unlimited) {
    List<Setting> settings = new ArrayList<>();
    max.forEach(
        (size, bound) -> {
          String prefix = "hugetlb." + name(size) + ".";
          String value = bound.text(unlimited);
          settings.add(FileSetting.required(prefix + file, value));
          settings.add(FileSetting.optional(prefix + "rsvd." + file, value));
        });
    return settings;
  }

  /** Returns a size as the kernel's files name it: {@code 2MB}. */
  static String name(long size) {
    int unit = Math.min((Long.numberOfTrailingZeros(size) / 10) - 1, UNITS.length() - 1);
    return (size >> (10 * (unit + 1))) + UNITS.substring(unit, unit + 1) + "B";
  }
}
