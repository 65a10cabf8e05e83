package dev.caisson.image.build;

/**
 * How much a layer may hold that is packed: its files may be an attacker's.
 *
 * @param entries files, directories and whiteouts; 1,000,000 by default
 * @param bytes bytes of the uncompressed tar's files, holes counted; 64 GiB by default
 */
public record PackLimits(int entries, long bytes) {

  /** The limits that hold unless others are given. */
  public static final PackLimits DEFAULT = new PackLimits(1_000_000, 64L << 30);

  /**
   * Makes limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public PackLimits {
    if (entries <= 0 || bytes <= 0) {
      throw new IllegalArgumentException("entries " + entries + ", bytes " + bytes);
    }
  }
}
