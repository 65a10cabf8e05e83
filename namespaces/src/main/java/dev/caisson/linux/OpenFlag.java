package dev.caisson.linux;

/**
 * How a file is opened; without {@link #WRONLY} and {@link #RDWR} it is for reading.
 *
 * <p>{@code O_CLOEXEC} is not here: every descriptor has it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 */
public enum OpenFlag {
  /** For writing only. */
  WRONLY(01),
  /** For reading and writing. */
  RDWR(02),
  /** Makes the file where there is none. */
  CREAT(0100),
  /** Fails with EEXIST where there is one, be it a symbolic link. */
  EXCL(0200),
  /** Does not make a terminal this process's controlling one. */
  NOCTTY(0400),
  /** Cuts the file to nothing. */
  TRUNC(01000),
  /** Every write goes to the end. */
  APPEND(02000),
  /** Does not wait for the other end of a FIFO. */
  NONBLOCK(04000),
  /** Fails with ENOTDIR on anything but a directory. */
  DIRECTORY(0200000, 040000),
  /** Fails with ELOOP where the last component is a symbolic link. */
  NOFOLLOW(0400000, 0100000),
  /** Gives a place in the tree, not the file's contents. */
  PATH(010000000);

  static final long CLOEXEC = 02000000;

  private final long x86;
  private final long arm;

  OpenFlag(long bits) {
    this(bits, bits);
  }

  OpenFlag(long x86, long arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /** Returns the kernel's bits, which differ between architectures. */
  public long bits(Architecture architecture) {
    return architecture == Architecture.X86_64 ? x86 : arm;
  }
}
