package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The tree of one layer in overlayfs's form while it grows: places for entries, whiteouts as
 * devices 0:0, opaque directories by attribute.
 *
 * <p>Entries of the layer survive its whiteouts, in whatever order they come; and no whiteout
 * stands in an opaque directory, where overlayfs would show it.
 */
final class LayerTree implements AutoCloseable {

  /** The mode of directories that no entry describes. */
  static final int IMPLIED_MODE = 0755;

  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

  private final Directory root;
  private final OverlayForm form;
  private final ParentDirectories parents;
  private boolean anyOpaque;
  private boolean anyWhiteout;

  LayerTree(Directory root, OverlayForm form) {
    this.root = root;
    this.form = form;
    this.parents = new ParentDirectories(root);
  }

  void beginEntry() {
    parents.beginEntry();
  }

  /** Returns an open directory; empty where there is none. */
  Optional<Directory> find(EntryPath path) throws CaissonException {
    return parents.find(path);
  }

  /** Returns a directory, made with all above it where they are missing or something else. */
  Directory make(EntryPath path) throws CaissonException {
    Optional<Directory> found = parents.find(path);
    return found.isPresent() ? found.get() : walk(path, Obstacle.REPLACED).orElseThrow();
  }

  /** What happens to a file that stands where a directory should. */
  private enum Obstacle {
    REPLACED,
    KEPT
  }

  /** Makes what is missing on the way; empty where an obstacle is kept. */
  private Optional<Directory> walk(EntryPath path, Obstacle obstacle) throws CaissonException {
    Directory above = root;
    for (EntryPath step : path.fromRoot()) {
      Optional<Directory> next = parents.find(step);
      if (next.isEmpty()) {
        Optional<Stat> there = above.find(step.name());
        if (there.isPresent() && obstacle == Obstacle.KEPT) {
          return Optional.empty();
        }
        if (there.isPresent() && there.get().type() == FileType.SYMLINK) {
          throw InvalidImage.reading(
              path.toString(), "symbolic link " + step + " on the way leads to no directory");
        }
        makeImplied(above, step);
        next = parents.find(step);
      }
      above = next.orElseThrow();
    }
    return Optional.of(above);
  }

  private void makeImplied(Directory above, EntryPath path) throws CaissonException {
    makeDirectory(above, path.name());
    parents.find(path).orElseThrow().changeMode(IMPLIED_MODE);
  }

  /** Makes the directory of an entry, or takes the one that is there. */
  Directory describe(EntryPath path) throws CaissonException {
    if (path.isRoot()) {
      return root;
    }
    Directory above = make(path.parent());
    Optional<Stat> there = above.find(path.name());
    if (there.isEmpty() || there.get().type() != FileType.DIRECTORY) {
      makeDirectory(above, path.name());
    }
    return parents.find(path).orElseThrow();
  }

  private void makeDirectory(Directory above, CString name) throws CaissonException {
    try {
      above.makeDirectory(name, IMPLIED_MODE);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      // What stood here, be it a whiteout, hid the lower layers: the directory must do so too.
      clear(above, name);
      above.makeDirectory(name, IMPLIED_MODE);
      try (Directory made = above.child(name)) {
        makeOpaque(made);
      }
    }
  }

  /** Makes an empty file in the place of whatever is there. */
  OpenFile createFile(Directory above, CString name) throws CaissonException {
    return inPlaceOf(above, name, () -> above.createFile(name));
  }

  /** Makes a symbolic link in the place of whatever is there. */
  void makeSymlink(Directory above, CString name, CString target) throws CaissonException {
    parents.drop();
    inPlaceOf(
        above,
        name,
        () -> {
          above.makeSymlink(target, name);
          return name;
        });
  }

  /** Makes a FIFO in the place of whatever is there. */
  void makeFifo(Directory above, CString name) throws CaissonException {
    inPlaceOf(
        above,
        name,
        () -> {
          above.makeFifo(name, 0);
          return name;
        });
  }

  /** Makes another name of a file in the place of whatever is there. */
  void link(Directory from, CString oldName, Directory above, CString name)
      throws CaissonException {
    inPlaceOf(
        above,
        name,
        () -> {
          from.link(oldName, above, name);
          return name;
        });
  }

  /** Makes something that fails where the name is taken. */
  private interface Maker<T> {
    T make() throws SystemCallException;
  }

  private <T> T inPlaceOf(Directory above, CString name, Maker<T> maker) throws CaissonException {
    try {
      return maker.make();
    } catch (SystemCallException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      clear(above, name);
      return maker.make();
    }
  }

  private void clear(Directory above, CString name) throws CaissonException {
    parents.drop();
    above.removeTree(name);
  }

  /** Hides what lower layers have of a name. */
  void hide(EntryPath directory, CString name) throws CaissonException {
    Optional<Directory> found = parents.find(directory);
    Optional<Directory> above = found.isPresent() ? found : walk(directory, Obstacle.KEPT);
    if (above.isEmpty() || (anyOpaque && isWithinOpaque(above.get()))) {
      return;
    }
    Optional<Stat> there = above.get().find(name);
    if (there.isEmpty()) {
      parents.drop();
      above.get().makeWhiteout(name);
      anyWhiteout = true;
    } else if (there.get().type() == FileType.DIRECTORY) {
      try (Directory own = above.get().child(name)) {
        makeOpaque(own);
      }
    }
  }

  /** Hides all that lower layers have in a directory. */
  void hideAll(EntryPath directory) throws CaissonException {
    makeOpaque(make(directory));
  }

  /** Returns whether all lower layers are hidden, which overlayfs has no mark for. */
  boolean isOpaque() throws CaissonException {
    return anyOpaque && isOpaque(root);
  }

  private boolean isOpaque(Directory directory) throws CaissonException {
    return directory.xattr(form.opaque()).isPresent();
  }

  private boolean isWithinOpaque(Directory start) throws CaissonException {
    Stat top = root.stat();
    Directory at = start.reopen();
    try {
      while (!isOpaque(at)) {
        if (at.stat().isSameFile(top)) {
          return false;
        }
        Directory above = at.parent();
        at.close();
        at = above;
      }
      return true;
    } finally {
      at.close();
    }
  }

  private void makeOpaque(Directory directory) throws CaissonException {
    if (isOpaque(directory)) {
      return;
    }
    for (CString mark : form.allOpaque()) {
      directory.setXattr(mark, YES);
    }
    anyOpaque = true;
    if (anyWhiteout) {
      parents.drop();
      WhiteoutRemoval.below(directory, form);
    }
  }

  @Override
  public void close() {
    parents.close();
  }
}
