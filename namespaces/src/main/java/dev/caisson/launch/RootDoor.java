package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.linux.NamespaceFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What leads to a container's files: its mount namespace. As long as it is open the files stay,
 * even when every process has ended.
 *
 * @param inUserNamespace whether a user namespace owns it, which gives the rights to enter
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)</a>
 */
public record RootDoor(boolean inUserNamespace, Fd mounts) implements AutoCloseable {

  /** Opens the namespace of a child that has not been reaped, and that may still be traced. */
  static RootDoor open(int pid, boolean inUserNamespace) throws CaissonException {
    try (KernelDirectory folder = KernelDirectory.open(Path.of("/proc/" + pid + "/ns"))) {
      return new RootDoor(inUserNamespace, folder.file("mnt"));
    }
  }

  /** Opens the user namespace that is to be entered first, if there is one. */
  Optional<NamespaceFile> users() throws CaissonException {
    if (!inUserNamespace) {
      return Optional.empty();
    }
    try (NamespaceFile file = NamespaceFile.of(mounts)) {
      return file.owner();
    }
  }

  /**
   * Opens the root of the container's files, which keeps them in turn. The kernel lets no JVM enter
   * a user namespace, so a small child does, whose root is opened.
   */
  public Directory openRoot() throws CaissonException {
    Optional<NamespaceFile> users = users();
    try (RootVisitor visitor = RootVisitor.start(users.map(NamespaceFile::fd), mounts)) {
      return visitor.openRoot();
    } finally {
      users.ifPresent(NamespaceFile::close);
    }
  }

  /** Returns the rights of the container's root over its files; nothing is started yet. */
  public InsideRights rights() {
    return new InsideRights(() -> users().orElseThrow());
  }

  @Override
  public void close() {
    mounts.close();
  }
}
