package dev.caisson.linux;

/** Who the JVM is to the kernel. */
public final class Credentials {

  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int RECORD_BYTES = 3 * Integer.BYTES;

  private Credentials() {}

  /** Returns the effective user id, as seen in the JVM's user namespace. */
  public static long effectiveUser() {
    return Kernel.call(SystemCall.GETEUID);
  }

  /** Returns the effective group id, as seen in the JVM's user namespace. */
  public static long effectiveGroup() {
    return Kernel.call(SystemCall.GETEGID);
  }

  /**
   * Returns the calling thread's effective capabilities, one bit for each.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/capget.2.html">capget(2)</a>
   */
  public static long effectiveCapabilities() {
    try (Arena arena = new Arena()) {
      long header = arena.words(CAPABILITY_VERSION_3);
      long data = arena.allocate(2 * RECORD_BYTES);
      // It can't fail for the calling thread and a version that the kernel knows.
      Kernel.call(SystemCall.CAPGET, header, data);
      long high = Integer.toUnsignedLong(Arena.readInt(data + RECORD_BYTES));
      return high << Integer.SIZE | Integer.toUnsignedLong(Arena.readInt(data));
    }
  }
}
