package dev.caisson.linux;

/**
 * A flag of mount(2), by the kernel's name without {@code MS_}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount.2.html">mount(2)</a>
 */
public enum MountFlag {
  RDONLY(1),
  NOSUID(2),
  NODEV(4),
  NOEXEC(8),
  REMOUNT(32),
  BIND(4096),
  REC(16384),
  PRIVATE(1 << 18);

  private final int bits;

  MountFlag(int bits) {
    this.bits = bits;
  }

  /** Returns the flags, or-ed. */
  public static long bits(MountFlag... flags) {
    long bits = 0;
    for (MountFlag flag : flags) {
      bits |= flag.bits;
    }
    return bits;
  }
}
