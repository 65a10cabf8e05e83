package dev.caisson.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Who the JVM is to the kernel. */
public final class Credentials {

  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int RECORD_BYTES = 3 * Integer.BYTES;

  // PROC_USER_INIT_INO of the kernel's proc_ns.h.
  private static final String FIRST_USER_NAMESPACE = "user:[4026531837]";

  private Credentials() {}

  /** Returns the effective user id, as seen in the JVM's user namespace. */
  public static long effectiveUser() {
    return Kernel.call(SystemCall.GETEUID);
  }

  /** Returns the effective group id, as seen in the JVM's user namespace. */
  public static long effectiveGroup() {
    return Kernel.call(SystemCall.GETEGID);
  }

  /** Returns whether the JVM is root of this machine, and not only of a user namespace in it. */
  public static boolean areOfMachinesRoot() {
    return effectiveUser() == 0 && Namespace.USER.equals(FIRST_USER_NAMESPACE);
  }

  // A JVM has many threads, and so can't change its user namespace.
  private static final class Namespace {
    private static final String USER = userNamespace();
  }

  private static String userNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/user")).toString();
    } catch (NoSuchFileException e) {
      // A kernel without user namespaces has that one alone.
      return FIRST_USER_NAMESPACE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
