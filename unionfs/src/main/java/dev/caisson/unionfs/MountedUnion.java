package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.MountedTree;
import dev.caisson.linux.Directory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A union that is there for this JVM alone, until it is closed or the JVM ends, however that is.
 *
 * <p>No mount table shows it: it is reached by its {@link #path}, which other processes of the same
 * user can open too, by the JVM's number in the place of {@code self}. Root's is writable by its
 * files' owners as any tree is; an ordinary user has his own rights, and files of other users are
 * nobody's.
 */
public final class MountedUnion implements AutoCloseable {

  private final Backend backend;
  private final List<PassedOver> passedOver;
  private final UnionTree tree;
  private final Optional<WritableFolder> folder;

  private MountedUnion(
      Backend backend,
      List<PassedOver> passedOver,
      UnionTree tree,
      Optional<WritableFolder> folder) {
    this.backend = backend;
    this.passedOver = passedOver;
    this.tree = tree;
    this.folder = folder;
  }

  static MountedUnion of(Backend backend, List<PassedOver> passedOver, UnionTree tree) {
    return new MountedUnion(backend, passedOver, tree, Optional.empty());
  }

  /** Returns this union with a folder to let go of when it is closed. */
  MountedUnion holding(Optional<WritableFolder> written) {
    return new MountedUnion(backend, passedOver, tree, written);
  }

  static MountedUnion of(Backend backend, List<PassedOver> passedOver, MountedTree tree) {
    return of(backend, passedOver, new Descriptors(tree));
  }

  /** A tree that is reached through descriptors. */
  private record Descriptors(MountedTree tree) implements UnionTree {

    @Override
    public Path path() {
      return path(tree.tree());
    }

    @Override
    public Optional<Path> changes() {
      return tree.changes().map(Descriptors::path);
    }

    private static Path path(Directory directory) {
      return Path.of("/proc/self/fd", Integer.toString(directory.fd().number()));
    }

    @Override
    public void close() throws CaissonException {
      tree.close();
    }
  }

  /** Returns what makes the union. */
  public Backend backend() {
    return backend;
  }

  /** Returns the backends that are better, and why each is not in use. */
  public List<PassedOver> passedOver() {
    return passedOver;
  }

  /**
   * Returns the union's root, for {@link java.nio.file.Files} and the like while this is open. It
   * is to be used as it is: resolved to a real path, it would lose its way.
   */
  public Path path() {
    return tree.path();
  }

  /**
   * Returns the folder that keeps what was written, in the form of the backend; to be read only.
   * Empty for a copy, of which no part is apart.
   */
  public Optional<Path> changes() {
    return tree.changes();
  }

  /** Lets the union go, with what it keeps in memory; twice is harmless. */
  @Override
  public void close() throws CaissonException {
    try {
      tree.close();
    } finally {
      folder.ifPresent(WritableFolder::close);
    }
  }
}
