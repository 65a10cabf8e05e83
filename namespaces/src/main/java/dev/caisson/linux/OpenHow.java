package dev.caisson.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How openat2(2) opens a path: flags, the mode of a new file, and limits on the way there.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public final class OpenHow {

  private static final int PERMISSIONS = 07777;

  private final long flags;
  private final long mode;
  private final long resolve;

  private OpenHow(long flags, long mode, long resolve) {
    this.flags = flags;
    this.mode = mode;
    this.resolve = resolve;
  }

  /** Opens with these flags, without a limit on the path; new files get mode 0600. */
  public static OpenHow of(OpenFlag... flags) {
    long bits = OpenFlag.CLOEXEC;
    for (OpenFlag flag : flags) {
      bits |= flag.bits(Architecture.current());
    }
    boolean makes = (bits & OpenFlag.CREAT.bits(Architecture.current())) != 0;
    return new OpenHow(bits, makes ? 0600 : 0, 0);
  }

  /**
   * Gives a new file this mode, less the JVM's umask.
   *
   * @throws IllegalArgumentException if the mode is not from 0 to 07777
   */
  public OpenHow mode(int permissions) {
    if ((permissions & ~PERMISSIONS) != 0) {
      throw new IllegalArgumentException("mode: " + Integer.toOctalString(permissions));
    }
    return new OpenHow(flags, permissions, resolve);
  }

  /** Adds limits on how the path is resolved. */
  public OpenHow resolve(ResolveFlag... limits) {
    long bits = resolve;
    for (ResolveFlag limit : limits) {
      bits |= limit.bits();
    }
    return new OpenHow(flags, mode, bits);
  }

  /** Returns a {@code struct open_how}. */
  public byte[] bytes() {
    return ByteBuffer.allocate(size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(flags)
        .putLong(mode)
        .putLong(resolve)
        .array();
  }

  /** Returns the address of a {@code struct open_how}. */
  long in(Arena arena) {
    return arena.bytes(bytes());
  }

  boolean isConfined() {
    return resolve != 0;
  }

  /** Returns how many bytes that has. */
  public static int size() {
    return 3 * Long.BYTES;
  }
}
