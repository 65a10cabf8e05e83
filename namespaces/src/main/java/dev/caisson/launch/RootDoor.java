package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What leads to a container's files: its mount namespace, and the user namespace that gives the
 * rights to enter that. As long as it is open the files stay, even when every process has ended.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)</a>
 */
public record RootDoor(Optional<Fd> users, Fd mounts) implements AutoCloseable {

  /** Opens the namespaces of a child that has not been reaped, and that may still be traced. */
  static RootDoor open(int pid, boolean inUserNamespace) throws CaissonException {
    try (KernelDirectory folder = KernelDirectory.open(Path.of("/proc/" + pid + "/ns"))) {
      Fd mounts = folder.file("mnt");
      try {
        return new RootDoor(
            inUserNamespace ? Optional.of(folder.file("user")) : Optional.empty(), mounts);
      } catch (CaissonException e) {
        mounts.close();
        throw e;
      }
    }
  }

  /**
   * Opens the root of the container's files, which keeps them in turn. The kernel lets no JVM enter
   * a user namespace, so a small child does, whose root is opened.
   */
  public Directory openRoot() throws CaissonException {
    try (RootVisitor visitor = RootVisitor.start(this)) {
      return visitor.openRoot();
    }
  }

  @Override
  public void close() {
    users.ifPresent(Fd::close);
    mounts.close();
  }
}
