package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Directory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * A copy of layers in a folder of its own, which is locked for as long as it is there: one that can
 * be locked was left by a JVM that was killed, and is removed by the next.
 */
final class CopiedTree implements UnionTree {

  private static final String PREFIX = "caisson-copy-";
  private static final CString TREE = CString.of("root");
  private static final int PRIVATE = 0700;
  private static final int FOLDER_MODE = 0755;

  private final Path path;
  private final Directory parent;
  private final CString name;
  private final Directory lock;
  private boolean closed;

  private CopiedTree(Path path, Directory parent, CString name, Directory lock) {
    this.path = path;
    this.parent = parent;
    this.name = name;
    this.lock = lock;
  }

  /** Copies the layers of a union. */
  static CopiedTree make(Union union) throws CaissonException {
    Path place =
        union.writable() instanceof WritableLayer.InFolder in
            ? in.folder()
            : Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    Directory parent = Directory.open(place);
    try {
      sweep(parent);
      return fill(union, place, parent);
    } catch (CaissonException | RuntimeException e) {
      parent.close();
      throw e;
    }
  }

  private static CopiedTree fill(Union union, Path place, Directory parent)
      throws CaissonException {
    CString name = CString.of(PREFIX + UUID.randomUUID());
    parent.makeDirectory(name, PRIVATE);
    Directory own = parent.child(name);
    CopiedTree copied =
        new CopiedTree(place.resolve(name.toString()).resolve("root"), parent, name, own);
    try {
      if (!own.tryLock()) {
        throw new CaissonException(
            "lock", name.toString(), "another process takes it for left over", Optional.empty());
      }
      own.makeDirectory(TREE, FOLDER_MODE);
      try (Directory tree = own.child(TREE);
          LayerMerge merge = new LayerMerge(tree)) {
        for (Path layer : union.layers()) {
          try (Directory from = Directory.open(layer)) {
            merge.add(from);
          }
        }
      }
      return copied;
    } catch (CaissonException | RuntimeException e) {
      abandon(copied, e);
      throw e;
    }
  }

  private static void abandon(CopiedTree copied, Exception cause) {
    try {
      copied.remove();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  private static void sweep(Directory parent) throws CaissonException {
    for (CString name : parent.list()) {
      if (name.toString().startsWith(PREFIX)) {
        removeIfLeft(parent, name);
      }
    }
  }

  private static void removeIfLeft(Directory parent, CString name) throws CaissonException {
    try (Directory left = parent.child(name)) {
      if (left.stat().uid() == Credentials.effectiveUser() && left.tryLock()) {
        parent.removeTree(name);
      }
    } catch (SystemCallException e) {
      // It has gone meanwhile, or is another user's.
      if (!e.is(Errno.ENOENT) && !e.is(Errno.EACCES) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
    }
  }

  @Override
  public synchronized Path path() {
    if (closed) {
      throw new IllegalStateException("union is closed: " + path);
    }
    return path;
  }

  @Override
  public Optional<Path> changes() {
    return Optional.empty();
  }

  private void remove() throws CaissonException {
    try (lock) {
      parent.removeTree(name);
    }
  }

  @Override
  public synchronized void close() throws CaissonException {
    if (!closed) {
      closed = true;
      try (parent) {
        remove();
      }
    }
  }
}
