package dev.caisson.linux;

/**
 * A time of a file: seconds since 1970, negative before, and nanoseconds from 0 to 999,999,999.
 *
 * <p>The kernel moves a time into the range that the file system can hold.
 */
public record Timestamp(long seconds, int nanoseconds) {

  private static final int NANOSECONDS_PER_SECOND = 1_000_000_000;

  /**
   * Makes a time.
   *
   * @throws IllegalArgumentException if the nanoseconds are no part of a second
   */
  public Timestamp {
    if (nanoseconds < 0 || nanoseconds >= NANOSECONDS_PER_SECOND) {
      throw new IllegalArgumentException("nanoseconds: " + nanoseconds);
    }
  }
}
