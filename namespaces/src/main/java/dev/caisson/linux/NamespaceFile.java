package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open file of nsfs, which is a namespace.
 *
 * <p>An object of a step is what the caller calls the namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_nsfs.2.html">ioctl_nsfs(2)</a>
 */
public final class NamespaceFile implements AutoCloseable {

  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final long NSFS_MAGIC = 0x6e736673;
  private static final int STATFS_BYTES = 120;
  private static final int NS_GET_USERNS = 0xb701;
  private static final int NS_GET_PARENT = 0xb702;
  private static final int NS_GET_NSTYPE = 0xb703;
  private static final int NS_GET_OWNER_UID = 0xb704;
  private static final long NS_GET_TGID_FROM_PIDNS = 0x8004b707L;
  private static final long NS_GET_TGID_IN_PIDNS = 0x8004b709L;

  private final Fd fd;

  private NamespaceFile(Fd fd) {
    this.fd = fd;
  }

  /**
   * Opens the namespace that a path leads to, and nothing that is not one: no FIFO makes it wait
   * and no device is touched.
   *
   * @throws SystemCallException ENOTTY where the file is no namespace
   */
  public static NamespaceFile open(Path path) throws SystemCallException {
    try (Fd place = openAt(CString.of(path), O_PATH, path)) {
      requireNamespace(place, path);
      CString same = CString.of("/proc/self/fd/" + place.number());
      return new NamespaceFile(openAt(same, 0, path));
    }
  }

  private static Fd openAt(CString name, int flags, Path shown) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long number = Kernel.call(SystemCall.OPENAT, AT_FDCWD, arena.string(name), flags | O_CLOEXEC);
      return Fd.own(Kernel.check(number, "open namespace", shown));
    }
  }

  private static void requireNamespace(Fd fd, Object shown) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long statfs = arena.allocate(STATFS_BYTES);
      Kernel.check(
          Kernel.call(SystemCall.FSTATFS, fd.number(), statfs), "look at namespace", shown);
      if (Arena.readLong(statfs) != NSFS_MAGIC) {
        throw new SystemCallException(
            "open namespace",
            shown.toString(),
            Errno.ENOTTY.number(),
            Optional.of("this file is no namespace"));
      }
    }
  }

  /**
   * Opens the namespace that a descriptor is open on; the descriptor stays its owner's.
   *
   * @throws SystemCallException ENOTTY where it is open on something else
   */
  public static NamespaceFile of(Fd descriptor) throws SystemCallException {
    requireNamespace(descriptor, descriptor);
    return new NamespaceFile(Fd.duplicate(descriptor.number()));
  }

  /**
   * Opens a namespace of a process.
   *
   * @param request {@code PIDFD_GET_NET_NAMESPACE} or one like it
   * @return empty where the kernel does not know such requests, which came with Linux 6.11
   * @throws SystemCallException ESRCH once the process has ended, EACCES where its namespaces may
   *     not be looked at, EOPNOTSUPP where the kernel has none of this kind
   */
  public static Optional<NamespaceFile> of(Pidfd process, int request, String shown)
      throws SystemCallException {
    long number = Kernel.call(SystemCall.IOCTL, process.fd().number(), request, 0);
    boolean unknown = number == -Errno.ENOTTY.number() || number == -Errno.EINVAL.number();
    return unknown
        ? Optional.empty()
        : Optional.of(new NamespaceFile(Fd.own(Kernel.check(number, "open", shown))));
  }

  /** Returns the descriptor, which this goes on owning. */
  public Fd fd() {
    return fd;
  }

  /** Returns the kind, as the flag of clone(2). */
  public int type() throws SystemCallException {
    return (int) Kernel.check(request(NS_GET_NSTYPE, 0), "read kind of namespace", fd);
  }

  /** Returns what statx(2) says: the inode and its device are the namespace's identity. */
  public Stat stat() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long stat = arena.allocate(Stat.SIZE);
      long empty = arena.string(CString.of(""));
      long result =
          Kernel.call(SystemCall.STATX, fd.number(), empty, AT_EMPTY_PATH, Stat.BASIC_STATS, stat);
      Kernel.check(result, "stat namespace", fd);
      return Stat.at(stat);
    }
  }

  /** Opens the user namespace that owns this; empty where the caller is not in or above it. */
  public Optional<NamespaceFile> owner() throws SystemCallException {
    return related(NS_GET_USERNS, "open owner of namespace");
  }

  /** Opens the parent of a pid or user namespace; empty where the caller is not in or above it. */
  public Optional<NamespaceFile> parent() throws SystemCallException {
    return related(NS_GET_PARENT, "open parent of namespace");
  }

  private Optional<NamespaceFile> related(int request, String step) throws SystemCallException {
    long number = request(request, 0);
    return number == -Errno.EPERM.number()
        ? Optional.empty()
        : Optional.of(new NamespaceFile(Fd.own(Kernel.check(number, step, fd))));
  }

  /** Returns the user who made this user namespace, as seen from the caller's. */
  public long ownerUid() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long uid = arena.allocate(Integer.BYTES);
      Kernel.check(request(NS_GET_OWNER_UID, uid), "read owner of namespace", fd);
      return Integer.toUnsignedLong(Arena.readInt(uid));
    }
  }

  /**
   * Returns the number that a process of the caller's has in this pid namespace; empty where it has
   * none.
   *
   * @throws SystemCallException ENOTTY before Linux 6.11
   */
  public OptionalLong pidInside(long pid) throws SystemCallException {
    return process(NS_GET_TGID_IN_PIDNS, pid);
  }

  /**
   * Returns the number that a process of this pid namespace has in the caller's; empty where it has
   * none.
   *
   * @throws SystemCallException ENOTTY before Linux 6.11
   */
  public OptionalLong pidOutside(long pid) throws SystemCallException {
    return process(NS_GET_TGID_FROM_PIDNS, pid);
  }

  private OptionalLong process(long request, long pid) throws SystemCallException {
    long number = request(request, pid);
    return number == -Errno.ESRCH.number()
        ? OptionalLong.empty()
        : OptionalLong.of(Kernel.check(number, "translate process id", pid));
  }

  private long request(long request, long argument) {
    return Kernel.call(SystemCall.IOCTL, fd.number(), request, argument);
  }

  @Override
  public void close() {
    fd.close();
  }
}
