package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the layers below one show together, as overlayfs would; no link is followed. */
final class LowerLayers implements AutoCloseable {

  private final List<Directory> roots;
  private final OverlayForm form;

  /**
   * @param roots the trees, the uppermost first, which are closed with this
   * @param form which attributes hide what is below
   */
  LowerLayers(List<Directory> roots, OverlayForm form) {
    this.roots = List.copyOf(roots);
    this.form = form;
  }

  /**
   * What is at a path.
   *
   * @param above the directory that holds it, of the layer that shows it
   */
  record Found(Directory above, CString name, Stat stat) implements AutoCloseable {

    @Override
    public void close() {
      above.close();
    }
  }

  /** Finds what is at a path; empty where nothing is, or something on the way is no directory. */
  Optional<Found> find(EntryPath path) throws CaissonException {
    List<Directory> level = new ArrayList<>();
    try {
      for (Directory root : roots) {
        level.add(root.reopen());
      }
      for (EntryPath step : path.parent().fromRoot()) {
        List<Directory> next = below(level, step.name());
        level.forEach(Directory::close);
        level = next;
      }
      return inLevel(level, path.name());
    } finally {
      level.forEach(Directory::close);
    }
  }

  private Optional<Found> inLevel(List<Directory> level, CString name) throws CaissonException {
    for (Directory directory : level) {
      Optional<Stat> stat = directory.find(name);
      if (stat.isPresent()) {
        return isWhiteout(stat.get())
            ? Optional.empty()
            : Optional.of(new Found(directory.reopen(), name, stat.get()));
      }
    }
    return Optional.empty();
  }

  /** Returns the directories of a name that are merged, the uppermost first. */
  private List<Directory> below(List<Directory> level, CString name) throws CaissonException {
    List<Directory> next = new ArrayList<>();
    try {
      for (Directory directory : level) {
        Optional<Stat> stat = directory.find(name);
        if (stat.isPresent() && !addMerged(directory, name, stat.get(), next)) {
          return next;
        }
      }
      return next;
    } catch (CaissonException e) {
      next.forEach(Directory::close);
      throw e;
    }
  }

  /** Adds a directory; returns whether those of the layers below are merged with it. */
  private boolean addMerged(Directory above, CString name, Stat stat, List<Directory> next)
      throws CaissonException {
    if (stat.type() != FileType.DIRECTORY) {
      return false;
    }
    Directory child = above.child(name);
    next.add(child);
    return child.xattr(form.opaque()).isEmpty();
  }

  /** Returns whether a file is overlayfs's mark for one that is gone. */
  static boolean isWhiteout(Stat stat) {
    return stat.type() == FileType.CHARACTER_DEVICE
        && stat.represents().equals(new Stat.Device(0, 0));
  }

  @Override
  public void close() {
    roots.forEach(Directory::close);
  }
}
