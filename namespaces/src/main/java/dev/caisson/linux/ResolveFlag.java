package dev.caisson.linux;

/**
 * What openat2(2) forbids while it resolves a path.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public enum ResolveFlag {
  /** Crossing a mount point fails with EXDEV. */
  NO_XDEV(0x01),
  /** Magic links, such as those in {@code /proc/self/fd}, fail with ELOOP. */
  NO_MAGICLINKS(0x02),
  /** Symbolic links in any component fail with ELOOP. */
  NO_SYMLINKS(0x04),
  /** Leaving the directory fails with EXDEV. */
  BENEATH(0x08),
  /** The directory is the root: {@code /} and {@code ..} can't lead out of it. */
  IN_ROOT(0x10);

  private final long bits;

  ResolveFlag(long bits) {
    this.bits = bits;
  }

  long bits() {
    return bits;
  }
}
