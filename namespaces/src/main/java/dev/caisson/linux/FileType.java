package dev.caisson.linux;

/**
 * The type of a file.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a>
 */
public enum FileType {
  /** {@code S_IFIFO}. */
  FIFO(0010000),
  /** {@code S_IFCHR}. */
  CHARACTER_DEVICE(0020000),
  /** {@code S_IFDIR}. */
  DIRECTORY(0040000),
  /** {@code S_IFBLK}. */
  BLOCK_DEVICE(0060000),
  /** {@code S_IFREG}. */
  REGULAR(0100000),
  /** {@code S_IFLNK}. */
  SYMLINK(0120000),
  /** {@code S_IFSOCK}. */
  SOCKET(0140000);

  private static final int MASK = 0170000;
  private static final int SHIFT = 12;
  private static final FileType[] BY_BITS = new FileType[1 << 4];

  static {
    for (FileType type : values()) {
      BY_BITS[type.bits >> SHIFT] = type;
    }
  }

  private final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  /** Returns the type in a mode, {@code st_mode & S_IFMT}. */
  static FileType ofMode(int mode) {
    return ofBits((mode & MASK) >> SHIFT);
  }

  /** Returns the type in a directory entry, {@code d_type}. */
  static FileType ofBits(int bits) {
    FileType type = bits < 0 || bits >= BY_BITS.length ? null : BY_BITS[bits];
    if (type == null) {
      throw new IllegalStateException("file type " + bits + " is not of Linux");
    }
    return type;
  }
}
