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

  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

  private final Directory root;
  private final OverlayForm form;
  private final ParentDirectories parents;
  private final Below below;
  private final ImpliedDirectories implied;
  private final BareDirectories bare = new BareDirectories(this::resolve);
  private boolean anyOpaque;
  private boolean anyWhiteout;

  LayerTree(Directory root, OverlayForm form, Below below, ImpliedDirectories implied) {
    this.root = root;
    this.form = form;
    this.parents = new ParentDirectories(root);
    this.below = below;
    this.implied = implied;
    below.hideBy(this::isHidden);
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
    Directory made = makeBare(path);
    bare.fill(path);
    return made;
  }

  private Directory makeBare(EntryPath path) throws CaissonException {
    Optional<Directory> found = parents.find(path);
    return found.isPresent() ? found.get() : walk(path).orElseThrow();
  }

  /** Removes what is bare in a directory that hides what is below. */
  private void removeBareIn(EntryPath directory) throws CaissonException {
    for (EntryPath place : bare.below(directory)) {
      remove(place);
    }
  }

  /** Removes what was made for a whiteout within an opaque directory, where it hides nothing. */
  private void removeBareUpFrom(EntryPath directory) throws CaissonException {
    for (EntryPath place : bare.upFrom(directory)) {
      Optional<Directory> there = parents.find(place);
      if (there.isEmpty() || isOpaque(there.get())) {
        return;
      }
      remove(place);
    }
  }

  // A link may stand in the way by now, which leads to what is not bare.
  private void remove(EntryPath place) throws CaissonException {
    bare.remove(place);
    Optional<Directory> above = parents.find(place.parent());
    if (above.isPresent() && resolve(place.parent()).equals(Optional.of(place.parent()))) {
      clear(above.get(), place.name());
    }
  }

  /** What happens to a file that stands where a directory should. */
  private enum Obstacle {
    REPLACED,
    KEPT
  }

  private Optional<Directory> walk(EntryPath path) throws CaissonException {
    Optional<EntryPath> real = resolve(path);
    if (real.isEmpty()) {
      throw InvalidImage.reading(
          path.toString(), "a symbolic link on the way leads to no directory");
    }
    return makeWay(real.get(), Obstacle.REPLACED);
  }

  /** Makes what is missing on the way; empty where an obstacle is kept. */
  private Optional<Directory> makeWay(EntryPath real, Obstacle obstacle) throws CaissonException {
    boolean complete = implied.make(real, obstacle == Obstacle.REPLACED, this::makeBare);
    return complete ? parents.find(real) : Optional.empty();
  }

  /** Returns a path without links; empty where one of the layer's leads to nothing. */
  Optional<EntryPath> resolve(EntryPath path) throws CaissonException {
    return new PathResolution(root, parents, below).resolve(path);
  }

  /** Keeps obstacles; empty too where links on the way lead to no directory, here or below. */
  private Optional<Directory> walkAlive(EntryPath path) throws CaissonException {
    PathResolution resolution = new PathResolution(root, parents, below);
    Optional<EntryPath> real = resolution.resolve(path);
    boolean dead =
        real.isEmpty()
            || (resolution.hasFollowedLinks()
                && parents.find(real.get()).isEmpty()
                && !below.isDirectory(real.get()));
    return dead ? Optional.empty() : makeWay(real.get(), Obstacle.KEPT);
  }

  /** Returns whether the layer itself hides what the layers below have at a path. */
  private boolean isHidden(EntryPath path) throws CaissonException {
    Directory above = root.reopen();
    try {
      for (CString name : path.names()) {
        Optional<Stat> own = above.find(name);
        if (own.isEmpty()) {
          break;
        }
        if (own.get().type() != FileType.DIRECTORY) {
          return true;
        }
        Directory next = above.child(name);
        above.close();
        above = next;
      }
      return anyOpaque && isWithinOpaque(above);
    } finally {
      above.close();
    }
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
    bare.fill(path);
    return parents.find(path).orElseThrow();
  }

  private void makeBare(Directory above, EntryPath place) throws CaissonException {
    makeDirectory(above, place.name());
    bare.add(place);
  }

  private void makeDirectory(Directory above, CString name) throws CaissonException {
    try {
      above.makeDirectory(name, ImpliedDirectories.MODE);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      // What stood here, be it a whiteout, hid the lower layers: the directory must do so too.
      clear(above, name);
      above.makeDirectory(name, ImpliedDirectories.MODE);
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

  /** Makes a device node in the place of whatever is there. */
  void makeDevice(Directory above, CString name, TarEntry entry) throws CaissonException {
    FileType type =
        entry.type() == TarType.BLOCK_DEVICE ? FileType.BLOCK_DEVICE : FileType.CHARACTER_DEVICE;
    inPlaceOf(
        above,
        name,
        () -> {
          above.makeDevice(name, type, entry.device());
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
    Optional<Directory> above = found.isPresent() ? found : walkAlive(directory);
    if (above.isEmpty()) {
      return;
    }
    if (anyOpaque && isWithinOpaque(above.get())) {
      removeBareUpFrom(directory);
      return;
    }
    if (bare.has(directory, name)) {
      clear(above.get(), name);
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
      removeBareIn(directory.child(name));
    }
  }

  /** Hides all that lower layers have in a directory. */
  void hideAll(EntryPath directory) throws CaissonException {
    Directory made = makeBare(directory);
    if (bare.has(directory) && anyOpaque && isWithinOpaque(made)) {
      removeBareUpFrom(directory);
      return;
    }
    makeOpaque(made);
    removeBareIn(directory);
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
