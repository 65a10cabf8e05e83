package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * A file in memory, which has no name in any file system.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
public final class Memfd {

  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_SEAL_ALL = 0xf;
  private static final int SEEK_SET = 0;
  private static final int OWNER_EXECUTES = 0100;

  private Memfd() {}

  /** Makes a sealed file with this content; its position is the start. */
  public static Fd sealed(String name, byte[] content) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long path = arena.string(CString.of(name));
      long number = Kernel.call(SystemCall.MEMFD_CREATE, path, MFD_CLOEXEC | MFD_ALLOW_SEALING);
      Fd fd = Fd.own(Kernel.check(number, "make memory file", name));
      try {
        fill(fd, arena, content);
        long sealed = Kernel.call(SystemCall.FCNTL, fd.number(), F_ADD_SEALS, F_SEAL_ALL);
        Kernel.check(sealed, "seal memory file", name);
        return fd;
      } catch (SystemCallException e) {
        fd.close();
        throw e;
      }
    }
  }

  /**
   * Takes all rights to a file but its owner's to execute it: whoever runs it can't open it, nor be
   * traced, not even where an interpreter of {@code /proc/self/exe} leads back to it.
   */
  public static void makeExecutableOnly(Fd fd) throws SystemCallException {
    long changed = Kernel.call(SystemCall.FCHMOD, fd.number(), OWNER_EXECUTES);
    Kernel.check(changed, "change mode of memory file", fd);
  }

  /** Makes an empty file. */
  public static Fd open(String name) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long path = arena.string(CString.of(name));
      long number = Kernel.call(SystemCall.MEMFD_CREATE, path, MFD_CLOEXEC);
      return Fd.own(Kernel.check(number, "make memory file", name));
    }
  }

  /** Writes the content of an empty file; its position is the start then. */
  public static void write(Fd fd, byte[] content) throws SystemCallException {
    try (Arena arena = new Arena()) {
      fill(fd, arena, content);
    }
  }

  private static void fill(Fd fd, Arena arena, byte[] content) throws SystemCallException {
    long address = arena.bytes(content);
    long length = content.length;
    long written = 0;
    while (written < length) {
      long count = Kernel.call(SystemCall.WRITE, fd.number(), address + written, length - written);
      written += Kernel.check(count, "write memory file", fd);
    }
    long position = Kernel.call(SystemCall.LSEEK, fd.number(), 0, SEEK_SET);
    Kernel.check(position, "rewind memory file", fd);
  }
}
