package dev.caisson.linux;

/**
 * An attribute of one mount, by the kernel's name without {@code MOUNT_ATTR_}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>
 */
public enum MountAttribute {
  RDONLY(1),
  NOSUID(2),
  NODEV(4),
  NOEXEC(8);

  private final int bits;

  MountAttribute(int bits) {
    this.bits = bits;
  }

  /** Returns the attributes, or-ed. */
  public static long bits(MountAttribute... attributes) {
    long bits = 0;
    for (MountAttribute attribute : attributes) {
      bits |= attribute.bits;
    }
    return bits;
  }
}
