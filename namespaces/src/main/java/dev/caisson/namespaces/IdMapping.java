package dev.caisson.namespaces;

/**
 * A range of user or group ids of a user namespace, and what they are outside.
 *
 * @param inside the first id inside
 * @param outside the first id outside
 * @param count how many ids follow one another, 1 or more
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMapping(long inside, long outside, long count) {

  private static final long HIGHEST = 0xfffffffeL;

  /** Checks that all ids are in range. */
  public IdMapping {
    check("inside", inside, count);
    check("outside", outside, count);
  }

  private static void check(String name, long first, long count) {
    if (first < 0 || count < 1 || first > HIGHEST || count > HIGHEST - first + 1) {
      throw new IllegalArgumentException(
          name + " ids out of range 0 to " + HIGHEST + ": " + first + ", count " + count);
    }
  }

  /** Returns the line of {@code uid_map}: {@code inside outside count}. */
  @Override
  public String toString() {
    return inside + " " + outside + " " + count;
  }
}
