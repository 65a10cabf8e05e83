package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * Makes nodes that stand for something else than contents.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mknod.2.html">mknod(2)</a>
 */
public final class Nodes {

  private Nodes() {}

  /**
   * Makes a FIFO, a socket's name or a device, with this mode less the JVM's umask.
   *
   * @throws SystemCallException EPERM for a device without CAP_MKNOD, EEXIST
   */
  public static void make(
      Directory directory, CString name, FileType type, int mode, Stat.Device device)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result =
          Kernel.call(
              SystemCall.MKNODAT,
              directory.number(),
              arena.string(name),
              type.bits() | mode,
              encoded(device));
      Kernel.check(result, "make node", name);
    }
  }

  // makedev(3), as far as the kernel's 32 bits go.
  private static long encoded(Stat.Device device) {
    long minor = device.minor();
    return (minor & 0xff) | (device.major() & 0xfff) << 8 | (minor & ~0xffL) << 12;
  }
}
