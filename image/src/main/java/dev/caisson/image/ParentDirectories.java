package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Open directories of the layer by their paths, which the kernel resolves with the layer as root.
 *
 * <p>What is kept is descriptors, and all are dropped when a name may come to mean something else:
 * a cache of resolved paths was CVE-2025-47290. A directory that is given out stays open until the
 * next entry begins.
 */
final class ParentDirectories implements AutoCloseable {

  private static final int CACHED = 64;
  private static final int INITIAL = 128;
  private static final float LOAD = 0.75f;
  private static final OpenHow IN_ROOT =
      OpenHow.of(OpenFlag.DIRECTORY).resolve(ResolveFlag.IN_ROOT, ResolveFlag.NO_MAGICLINKS);

  private final Directory root;
  private final Map<EntryPath, Directory> open = new LinkedHashMap<>(INITIAL, LOAD, true);
  private final List<Directory> retired = new ArrayList<>();

  ParentDirectories(Directory root) {
    this.root = root;
  }

  /** Closes what was dropped during the entry before. */
  void beginEntry() {
    retired.forEach(Directory::close);
    retired.clear();
  }

  /** Forgets all, since a name may come to mean something else. */
  void drop() {
    retired.addAll(open.values());
    open.clear();
  }

  /** Opens a directory, following links within the layer; empty where there is none. */
  Optional<Directory> find(EntryPath path) throws CaissonException {
    if (path.isRoot()) {
      return Optional.of(root);
    }
    Directory cached = open.get(path);
    if (cached != null) {
      return Optional.of(cached);
    }
    try {
      Directory found = root.openDirectory(path.path(), IN_ROOT);
      keep(path, found);
      return Optional.of(found);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void keep(EntryPath path, Directory directory) {
    open.put(path, directory);
    if (open.size() > CACHED) {
      Iterator<Directory> eldest = open.values().iterator();
      retired.add(eldest.next());
      eldest.remove();
    }
  }

  @Override
  public void close() {
    drop();
    beginEntry();
  }
}
