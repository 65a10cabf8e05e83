package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An open file or directory whose attributes are read and set through its descriptor, so that no
 * change of a name can lead elsewhere.
 *
 * <p>Calls of other threads may go on while this is open; closing it under them is the caller's
 * bug.
 */
public abstract sealed class FileHandle implements AutoCloseable permits Directory, OpenFile {

  static final int AT_EMPTY_PATH = 0x1000;

  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int XATTR_LIST_MAX = 65536;
  private static final int XATTR_SIZE_MAX = 65536;
  private static final int STATFS_BYTES = 120;
  private static final int PATH_MAX = 4096;
  private static final CString EMPTY = CString.of("");

  private final Fd fd;

  FileHandle(Fd fd) {
    this.fd = fd;
  }

  /** Returns the descriptor, which this object goes on owning. */
  public final Fd fd() {
    return fd;
  }

  final int number() {
    return fd.number();
  }

  /** Returns what statx(2) says. */
  public final Stat stat() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long address = arena.allocate(Stat.SIZE);
      long result =
          Kernel.call(
              SystemCall.STATX,
              number(),
              arena.string(EMPTY),
              AT_EMPTY_PATH,
              Stat.BASIC_STATS,
              address);
      Kernel.check(result, "stat", fd);
      return Stat.at(address);
    }
  }

  /**
   * Returns whether the file is one that the kernel makes up, in proc, sysfs or the like, where
   * reading and writing are deeds.
   */
  public final boolean isOfKernel() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long address = arena.allocate(STATFS_BYTES);
      Kernel.check(Kernel.call(SystemCall.FSTATFS, number(), address), "stat file system of", fd);
      return KernelFileSystem.isOne(Arena.readLong(address));
    }
  }

  static CString readLink(int directory, CString name) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long target = arena.allocate(PATH_MAX);
      long at = arena.string(name);
      long length = Kernel.call(SystemCall.READLINKAT, directory, at, target, PATH_MAX);
      Kernel.check(length, "read symbolic link", name);
      return CString.of(Arena.readBytes(target, (int) length));
    }
  }

  /**
   * Gives the file to this user and group; clears setuid, setgid and file capabilities.
   *
   * @throws SystemCallException EPERM without CAP_CHOWN, EINVAL where the id is not mapped
   */
  public final void changeOwner(long uid, long gid) throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.FCHOWN, number(), uid, gid), "change owner of", fd);
  }

  /** Sets the permissions, from 0 to 07777; the umask has no say. */
  public final void changeMode(int mode) throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.FCHMOD, number(), mode), "change mode of", fd);
  }

  /** Sets the times of last access and modification. */
  public final void changeTimes(Timestamp accessed, Timestamp modified) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long times = times(arena, accessed, modified);
      Kernel.check(Kernel.call(SystemCall.UTIMENSAT, number(), 0, times, 0), "set times of", fd);
    }
  }

  static long times(Arena arena, Timestamp accessed, Timestamp modified) {
    return arena.words(
        accessed.seconds(), accessed.nanoseconds(), modified.seconds(), modified.nanoseconds());
  }

  /**
   * Sets an extended attribute.
   *
   * @throws SystemCallException EOPNOTSUPP, EPERM where the file or file system has none of its
   *     kind
   */
  public final void setXattr(CString name, byte[] value) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result =
          Kernel.call(
              SystemCall.FSETXATTR,
              number(),
              arena.string(name),
              arena.bytes(value),
              value.length,
              0);
      Kernel.check(result, "set attribute", name);
    }
  }

  /** Returns an extended attribute's value; empty where the file has none of this name. */
  public final Optional<byte[]> xattr(CString name) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long value = arena.allocate(XATTR_SIZE_MAX);
      long key = arena.string(name);
      long length = Kernel.call(SystemCall.FGETXATTR, number(), key, value, XATTR_SIZE_MAX);
      if (length == -Errno.EBADF.number()) {
        // A place, of which the magic link leads to what is there, be it a symbolic link.
        long place = arena.string(throughProc());
        length = Kernel.call(SystemCall.GETXATTR, place, key, value, XATTR_SIZE_MAX);
      }
      if (length == -Errno.ENODATA.number() || length == -Errno.EOPNOTSUPP.number()) {
        return Optional.empty();
      }
      Kernel.check(length, "read attribute", name);
      return Optional.of(Arena.readBytes(value, (int) length));
    }
  }

  /** Returns the names of the extended attributes that the caller may see. */
  public final List<CString> xattrNames() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long list = arena.allocate(XATTR_LIST_MAX);
      long length = Kernel.call(SystemCall.FLISTXATTR, number(), list, XATTR_LIST_MAX);
      if (length == -Errno.EBADF.number()) {
        length =
            Kernel.call(SystemCall.LISTXATTR, arena.string(throughProc()), list, XATTR_LIST_MAX);
      }
      if (length == -Errno.EOPNOTSUPP.number()) {
        return List.of();
      }
      Kernel.check(length, "list attributes of", fd);
      return strings(Arena.readBytes(list, (int) length));
    }
  }

  private CString throughProc() {
    return CString.of("/proc/self/fd/" + number());
  }

  private static List<CString> strings(byte[] list) {
    List<CString> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < list.length; i++) {
      if (list[i] == 0) {
        names.add(CString.of(Arrays.copyOfRange(list, start, i)));
        start = i + 1;
      }
    }
    return names;
  }

  /** Removes an extended attribute. */
  public final void removeXattr(CString name) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result = Kernel.call(SystemCall.FREMOVEXATTR, number(), arena.string(name));
      Kernel.check(result, "remove attribute", name);
    }
  }

  /**
   * Takes the exclusive flock(2) of the open file unless another has it; it lasts until this is
   * closed, or the process dies.
   */
  public final boolean tryLock() throws SystemCallException {
    long result = Kernel.call(SystemCall.FLOCK, number(), LOCK_EX | LOCK_NB);
    if (result == -Errno.EAGAIN.number()) {
      return false;
    }
    Kernel.check(result, "lock", fd);
    return true;
  }

  /**
   * Waits for the exclusive flock(2) of the open file; it lasts until this is closed, or the
   * process dies.
   */
  public final void lock() throws SystemCallException {
    waitForLock(LOCK_EX);
  }

  /** Waits for a shared flock(2) of the open file, which keeps off exclusive ones. */
  public final void lockShared() throws SystemCallException {
    waitForLock(LOCK_SH);
  }

  private void waitForLock(int kind) throws SystemCallException {
    long result;
    do {
      result = Kernel.call(SystemCall.FLOCK, number(), kind);
    } while (result == -Errno.EINTR.number());
    Kernel.check(result, "lock", fd);
  }

  /** Waits until what was written to the file, and its attributes, are on the disk. */
  public final void sync() throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.FSYNC, number()), "write to disk", fd);
  }

  /** Waits until all that was written to the file's file system is on the disk. */
  public final void syncFileSystem() throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.SYNCFS, number()), "write file system to disk", fd);
  }

  /** Closes the descriptor; a second call does nothing. */
  @Override
  public final void close() {
    fd.close();
  }
}
