package dev.caisson.namespaces;

import dev.caisson.linux.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The ids of a new user namespace: what is inside, and what it is in the namespace above.
 *
 * <p>Ids that are not mapped are shown as 65534, and nobody can become them.
 *
 * @param users 1 to 340 ranges that overlap neither inside nor outside, in any order
 * @param groups the same of groups
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMappings(List<IdMapping> users, List<IdMapping> groups) {

  private static final int MOST_RANGES = 340;
  // The kernel takes a map by one write of less than a page, and the smallest page is this.
  private static final int PAGE_BYTES = 4096;

  /**
   * Checks what the kernel would refuse of anyone, and keeps copies.
   *
   * @throws IllegalArgumentException if there is no range or there are more than 340, two overlap,
   *     or the map's text takes a page or more
   */
  public IdMappings {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
    check("user", users);
    check("group", groups);
  }

  /** Maps the JVM's own user and group as root: what needs no privilege. */
  public static IdMappings ownAsRoot() {
    return new IdMappings(
        List.of(new IdMapping(0, Credentials.effectiveUser(), 1)),
        List.of(new IdMapping(0, Credentials.effectiveGroup(), 1)));
  }

  /** Maps users and groups alike. */
  public static IdMappings of(IdMapping first, IdMapping... others) {
    List<IdMapping> both = new ArrayList<>(List.of(others));
    both.add(0, first);
    return new IdMappings(both, both);
  }

  private static void check(String what, List<IdMapping> ranges) {
    if (ranges.isEmpty() || ranges.size() > MOST_RANGES) {
      throw new IllegalArgumentException(
          what + " id ranges not 1 to " + MOST_RANGES + ": " + ranges.size());
    }
    checkOverlap(what + " ids inside", ranges, IdMapping::inside);
    checkOverlap(what + " ids outside", ranges, IdMapping::outside);
    int bytes = text(ranges).getBytes(StandardCharsets.US_ASCII).length;
    if (bytes >= PAGE_BYTES) {
      throw new IllegalArgumentException(
          what + " id map takes " + bytes + " bytes, and the kernel less than " + PAGE_BYTES);
    }
  }

  private static void checkOverlap(
      String what, List<IdMapping> ranges, ToLongFunction<IdMapping> first) {
    List<IdMapping> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(first));
    for (int i = 1; i < sorted.size(); i++) {
      IdMapping before = sorted.get(i - 1);
      IdMapping range = sorted.get(i);
      if (first.applyAsLong(before) + before.count() > first.applyAsLong(range)) {
        throw new IllegalArgumentException(what + " overlap: " + before + ", " + range);
      }
    }
  }

  /** Returns the text of {@code uid_map} or {@code gid_map}. */
  static String text(List<IdMapping> ranges) {
    StringBuilder text = new StringBuilder();
    for (IdMapping range : ranges) {
      text.append(range).append('\n');
    }
    return text.toString();
  }
}
