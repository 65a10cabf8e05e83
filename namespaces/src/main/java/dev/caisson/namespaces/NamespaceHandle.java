package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.NamespaceFile;
import dev.caisson.linux.Pidfd;
import dev.caisson.linux.Stat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open namespace, which exists for as long as this is open, whether or not a process is in it.
 *
 * <p>A PID namespace is the exception: it exists, but takes no new process once its first process
 * has ended. All methods but {@link #close} may be called by several threads at a time.
 *
 * <pre>{@code
 * try (NamespaceHandle net = NamespaceHandle.ofPath(Path.of("/run/netns/blue"));
 *     NamespaceThread thread = NamespaceThread.join(net)) {
 *   return thread.call(() -> new Socket("10.0.0.1", 80));
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public final class NamespaceHandle implements AutoCloseable {

  private final NamespaceFile file;
  private final Namespace kind;
  private final NamespaceId id;

  private NamespaceHandle(NamespaceFile file, Namespace kind, NamespaceId id) {
    this.file = file;
    this.kind = kind;
    this.id = id;
  }

  /** Takes ownership of an open file, and closes it where this fails. */
  static NamespaceHandle own(NamespaceFile file) throws CaissonException {
    try {
      Namespace kind = kind(file);
      Stat stat = file.stat();
      return new NamespaceHandle(file, kind, new NamespaceId(device(stat.device()), stat.inode()));
    } catch (CaissonException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Namespace kind(NamespaceFile file) throws CaissonException {
    int bits = file.type();
    Optional<Namespace> kind = Namespace.ofBits(bits);
    if (kind.isEmpty()) {
      throw new UnsupportedHostException(
          "read kind of namespace",
          file.fd().toString(),
          "unknown kind 0x" + Integer.toHexString(bits),
          Optional.empty());
    }
    return kind.get();
  }

  /** Returns the device as makedev(3) encodes it. */
  private static long device(Stat.Device device) {
    long major = device.major();
    long minor = device.minor();
    return (major & ~0xfffL) << 32 | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (minor & 0xff);
  }

  /**
   * Opens a namespace that a process is in.
   *
   * @param pid the process's number in the JVM's PID namespace, 1 or more; see {@link
   *     #ofProcess(ProcessHandle, NamespaceLink)} where it may end meanwhile
   * @throws SystemCallException ESRCH where there is no such process, EACCES where its namespaces
   *     may not be looked at (ptrace(2), PTRACE_MODE_READ_FSCREDS)
   * @throws UnsupportedHostException if the kernel has no namespaces of this kind
   */
  public static NamespaceHandle ofProcess(long pid, Namespace kind) throws CaissonException {
    try (OpenProcess process = OpenProcess.of(pid)) {
      return process.open(NamespaceLink.to(kind));
    }
  }

  /**
   * Opens a namespace that a process refers to, and never that of another process which has got the
   * same number.
   *
   * @throws SystemCallException ESRCH where the process has ended, EACCES where its namespaces may
   *     not be looked at
   * @throws UnsupportedHostException if the process has no namespace by this link
   */
  public static NamespaceHandle ofProcess(ProcessHandle process, NamespaceLink link)
      throws CaissonException {
    try (OpenProcess opened = OpenProcess.of(process)) {
      return opened.open(link);
    }
  }

  /**
   * Opens a namespace of the process that a pidfd stands for, which stays the caller's.
   *
   * @throws CaissonException as for a process
   */
  @SuppressWarnings("exports")
  public static NamespaceHandle ofProcess(Pidfd process, NamespaceLink link)
      throws CaissonException {
    // The caller goes on owning the pidfd.
    return new OpenProcess(process, process.fd().toString()).open(link);
  }

  /**
   * Opens a namespace that the calling thread is in.
   *
   * @throws UnsupportedHostException if the kernel has no namespaces of this kind
   */
  public static NamespaceHandle ofCurrentThread(Namespace kind) throws CaissonException {
    Path path = Path.of("/proc/thread-self/ns", kind.kernelName());
    try {
      return own(NamespaceFile.open(path));
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        throw new UnsupportedHostException(
            "open namespace",
            path.toString(),
            "there is none",
            Optional.of("/proc is not mounted, or the kernel has none of this kind"));
      }
      throw e;
    }
  }

  /**
   * Opens the namespace that a path leads to: {@code /proc/PID/ns/net}, {@code /run/netns/NAME}, or
   * {@code /proc/self/fd/N} for one that the JVM has open under a number.
   *
   * <p>Nothing else is opened by this, so that it never waits for a FIFO or wakes a device.
   *
   * @throws SystemCallException ENOENT where the path leads nowhere, EACCES where it may not be
   *     followed, ENOTTY where it leads to something that is no namespace
   */
  public static NamespaceHandle ofPath(Path path) throws CaissonException {
    return own(NamespaceFile.open(path));
  }

  /**
   * Opens the namespace that a path leads to, if it is of this kind.
   *
   * @throws SystemCallException as {@link #ofPath(Path)} does; EINVAL where it is of another kind
   */
  public static NamespaceHandle ofPath(Path path, Namespace kind) throws CaissonException {
    NamespaceHandle handle = ofPath(path);
    if (handle.kind == kind) {
      return handle;
    }
    handle.close();
    throw new SystemCallException(
        "open " + kind.kernelName() + " namespace",
        path.toString(),
        Errno.EINVAL.number(),
        Optional.of("it is a " + handle.kind.kernelName() + " namespace"));
  }

  /**
   * Opens the namespace that a descriptor is open on, which stays the caller's.
   *
   * @throws SystemCallException ENOTTY where it is open on something that is no namespace
   */
  @SuppressWarnings("exports")
  public static NamespaceHandle ofDescriptor(Fd descriptor) throws CaissonException {
    return own(NamespaceFile.of(descriptor));
  }

  /** Returns the kind. */
  public Namespace kind() {
    return kind;
  }

  /** Returns which namespace it is. */
  public NamespaceId id() {
    return id;
  }

  /**
   * Returns a path by which other programs can open this namespace while this is open, if they may
   * look at the JVM: {@code nsenter --net=PATH}.
   */
  public Path path() {
    String pid = Long.toString(ProcessHandle.current().pid());
    return Path.of("/proc", pid, "fd", Integer.toString(file.fd().number()));
  }

  /** Returns all that the kernel says about this namespace. */
  public NamespaceInfo info() throws CaissonException {
    OptionalLong uid =
        kind == Namespace.USER ? OptionalLong.of(file.ownerUid()) : OptionalLong.empty();
    return new NamespaceInfo(
        kind, id, idOf(owner()), hasParents() ? idOf(parent()) : Optional.empty(), uid);
  }

  private static Optional<NamespaceId> idOf(Optional<NamespaceHandle> handle) {
    handle.ifPresent(NamespaceHandle::close);
    return handle.map(NamespaceHandle::id);
  }

  /**
   * Opens the user namespace that owns this one; for a user namespace, its parent.
   *
   * @return empty where the JVM is neither in that one nor above it, or there is none
   */
  public Optional<NamespaceHandle> owner() throws CaissonException {
    return own(file.owner());
  }

  /**
   * Opens the parent of this pid or user namespace.
   *
   * @return empty where the JVM is neither in that one nor above it, or there is none
   * @throws IllegalStateException for the other kinds, which have no parents
   */
  public Optional<NamespaceHandle> parent() throws CaissonException {
    if (!hasParents()) {
      throw new IllegalStateException("a " + kind.kernelName() + " namespace has no parent");
    }
    return own(file.parent());
  }

  /**
   * Returns the number that a process has in this pid namespace; empty where it has none.
   *
   * @param pid its number in the JVM's pid namespace
   * @throws IllegalStateException if this is of another kind
   * @throws SystemCallException ENOTTY before Linux 6.11
   */
  public OptionalLong pidInside(long pid) throws CaissonException {
    requirePid();
    return file.pidInside(pid);
  }

  /**
   * Returns the number, in the JVM's pid namespace, of a process that has this one in this pid
   * namespace; empty where there is none.
   *
   * @throws IllegalStateException if this is of another kind
   * @throws SystemCallException ENOTTY before Linux 6.11
   */
  public OptionalLong pidOutside(long pid) throws CaissonException {
    requirePid();
    return file.pidOutside(pid);
  }

  private void requirePid() {
    if (kind != Namespace.PID) {
      throw new IllegalStateException("a " + kind.kernelName() + " namespace has no process ids");
    }
  }

  private boolean hasParents() {
    return kind == Namespace.PID || kind == Namespace.USER;
  }

  private static Optional<NamespaceHandle> own(Optional<NamespaceFile> file)
      throws CaissonException {
    return file.isEmpty() ? Optional.empty() : Optional.of(own(file.get()));
  }

  /** Returns the open file. */
  NamespaceFile file() {
    return file;
  }

  /** Returns the descriptor, which this goes on owning. */
  @SuppressWarnings("exports")
  public Fd fd() {
    return file.fd();
  }

  /** Closes the descriptor, which ends a namespace that nothing else holds; twice is harmless. */
  @Override
  public void close() {
    file.close();
  }

  /** Returns it as the kernel does: {@code net:[4026531840]}. */
  @Override
  public String toString() {
    return kind.kernelName() + ":" + id;
  }
}
