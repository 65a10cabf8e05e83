package dev.caisson.image;

/**
 * How much one layer may ask of the machine that unpacks it.
 *
 * @param entries tar entries; 1,000,000 by default
 * @param bytes bytes of the uncompressed tar; 64 GiB by default
 * @param ratio uncompressed bytes for each compressed one, looked at from 64 MiB on; 300 by default
 *     (gzip can reach 1,032)
 */
public record UnpackLimits(long entries, long bytes, int ratio) {

  /** The limits that hold unless others are given. */
  public static final UnpackLimits DEFAULT = new UnpackLimits(1_000_000, 64L << 30, 300);

  /**
   * Makes limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public UnpackLimits {
    requirePositive("entries", entries);
    requirePositive("bytes", bytes);
    requirePositive("ratio", ratio);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value);
    }
  }
}
