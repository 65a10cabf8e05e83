package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.nio.file.Path;

/**
 * A copy of mounts of this machine that is attached nowhere, and goes when it is closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open_tree.2.html">open_tree(2)</a>
 */
public final class MountTree implements AutoCloseable {

  private static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int O_CLOEXEC = 02000000;
  private static final int MOUNT_ATTR_IDMAP = 0x100000;
  private static final int ATTRIBUTES_BYTES = 4 * Long.BYTES;

  private final Fd fd;
  private final Path path;

  private MountTree(Fd fd, Path path) {
    this.fd = fd;
    this.path = path;
  }

  /** Copies the mounts at a path, with all below it. */
  public static MountTree copy(Path path) throws SystemCallException {
    int flags = OPEN_TREE_CLONE | O_CLOEXEC | AT_RECURSIVE;
    try (Arena arena = new Arena()) {
      long name = arena.string(CString.of(path));
      long number = Kernel.call(SystemCall.OPEN_TREE, AT_FDCWD, name, flags);
      return new MountTree(Fd.own(Kernel.check(number, "open mount source", path)), path);
    }
  }

  /**
   * Has its files show the owners that they have here within a user namespace: user 0 here is user
   * 0 there.
   *
   * @return whether it was done; it is not where the kernel can't for one of the file systems
   */
  public boolean mapInto(Fd userNamespace) throws SystemCallException {
    try (Arena arena = new Arena()) {
      // struct mount_attr: what is set, what is cleared, propagation, user namespace.
      long attributes = arena.words(MOUNT_ATTR_IDMAP, 0, 0, userNamespace.number());
      long result =
          Kernel.call(
              SystemCall.MOUNT_SETATTR,
              fd.number(),
              arena.string(CString.of("")),
              AT_EMPTY_PATH | AT_RECURSIVE,
              attributes,
              ATTRIBUTES_BYTES);
      if (result == -Errno.EINVAL.number()) {
        return false;
      }
      Kernel.check(result, "map owners of", path);
      return true;
    }
  }

  /** Returns the path that it is a copy of. */
  public Path path() {
    return path;
  }

  /** Returns the descriptor, which this goes on owning. */
  public Fd fd() {
    return fd;
  }

  @Override
  public void close() {
    fd.close();
  }
}
