package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Handover;
import dev.caisson.namespaces.Capability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file system that is mounted for the JVM alone: no mount table shows it, and it goes when this
 * is closed, or with the JVM.
 *
 * <p>Who mounts it is a child, with the JVM's rights; where they do not suffice, in a user
 * namespace in which the JVM's user is root.
 */
public final class MountedTree implements AutoCloseable {

  // A folder that is on every machine, and that no file system and no server of one needs: it is
  // covered in the child's mount namespace alone.
  private static final Path STAGING = Path.of("/sys");

  private final Directory tree;
  private final Optional<Directory> changes;
  private final Optional<UnionHolder> server;

  private MountedTree(Directory tree, Optional<Directory> changes, Optional<UnionHolder> server) {
    this.tree = tree;
    this.changes = changes;
    this.server = server;
  }

  /** Returns whether the JVM's own rights do not suffice, so that there is a user namespace. */
  public static boolean takesUserNamespace() {
    return (Credentials.effectiveCapabilities() & Capability.bits(List.of(Capability.SYS_ADMIN)))
        == 0;
  }

  /**
   * Mounts a file system.
   *
   * @param size the most bytes of what is kept in memory; empty for half of the machine's memory
   * @throws dev.caisson.error.UnsupportedHostException if the kernel refuses a namespace, or a
   *     server does not come up; nothing is left then
   * @throws CaissonException if it can't be mounted; nothing is left then
   */
  public static MountedTree mount(RootFileSystem root, OptionalLong size) throws CaissonException {
    Staging staging = new Staging(STAGING, takesUserNamespace());
    boolean served = root instanceof ServedFileSystem;
    try (Handover files = Handover.open()) {
      UnionHolder holder = UnionHolder.start(root, staging, size, files.sending());
      try {
        holder.mount(served);
        MountedTree tree = receive(files, served ? Optional.of(holder) : Optional.empty());
        if (!served) {
          holder.close();
        }
        return tree;
      } catch (CaissonException | RuntimeException e) {
        abandon(holder, e);
        throw e;
      }
    }
  }

  private static MountedTree receive(Handover files, Optional<UnionHolder> server)
      throws CaissonException {
    Directory tree = Directory.own(files.receive().orElseThrow());
    try {
      return new MountedTree(tree, files.receive().map(Directory::own), server);
    } catch (CaissonException e) {
      tree.close();
      throw e;
    }
  }

  private static void abandon(UnionHolder holder, Exception cause) {
    try {
      holder.close();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns its root, which this goes on owning. */
  public Directory tree() {
    return tree;
  }

  /** Returns the folder of its changes, which this goes on owning; empty if there is none. */
  public Optional<Directory> changes() {
    return changes;
  }

  /** Lets it go, and ends the server, if it has one; twice is harmless. */
  @Override
  public void close() throws CaissonException {
    tree.close();
    changes.ifPresent(Directory::close);
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
