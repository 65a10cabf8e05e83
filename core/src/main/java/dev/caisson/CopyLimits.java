package dev.caisson;

/**
 * How much may be copied out of a container, which decides itself how much there is.
 *
 * @param bytes the most bytes of contents, of all files together, holes included
 * @param files the most files, directories and links
 */
public record CopyLimits(long bytes, int files) {

  /** No limits, for what the caller has himself. */
  static final CopyLimits NONE = new CopyLimits(Long.MAX_VALUE, Integer.MAX_VALUE);

  private static final CopyLimits STANDARD = new CopyLimits(1L << 30, 100_000);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public CopyLimits {
    if (bytes < 0 || files < 0) {
      throw new IllegalArgumentException("limits: " + bytes + " bytes, " + files + " files");
    }
  }

  /** Returns 1 GiB and 100,000 files. */
  public static CopyLimits standard() {
    return STANDARD;
  }
}
