package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.LowerLayers.Found;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;
import java.util.Optional;

/** Makes directories that no entry of a layer describes, as the layers below have them. */
final class ImpliedDirectories {

  /** The mode of directories that nothing describes. */
  static final int MODE = 0755;

  private final Directory root;
  private final Below below;
  private final Attributes attributes;

  /** Gives a directory the attributes that it has in the layers below. */
  interface Attributes {
    /**
     * Sets the attributes.
     *
     * @param lower what is there below, a directory
     */
    void copy(EntryPath path, Directory made, Found lower) throws CaissonException;

    /** Sets the attributes of one that the layers below lack. */
    void setPlain(EntryPath path, Directory made) throws CaissonException;
  }

  /** Makes a directory in the place of whatever is there. */
  interface Maker {
    void make(Directory above, EntryPath place) throws CaissonException;
  }

  ImpliedDirectories(Directory root, Below below, Attributes attributes) {
    this.root = root;
    this.below = below;
    this.attributes = attributes;
  }

  /**
   * Makes what is missing on a way without links.
   *
   * @param replace whether what stands where a directory should is replaced
   * @return whether all of the way is there now
   */
  boolean make(EntryPath path, boolean replace, Maker maker) throws CaissonException {
    Directory above = root.reopen();
    boolean described = true;
    try {
      for (EntryPath step : path.fromRoot()) {
        Optional<Stat> there = above.find(step.name());
        boolean missing = there.isEmpty() || there.get().type() != FileType.DIRECTORY;
        if (missing && there.isPresent() && !replace) {
          return false;
        }
        if (missing) {
          // What is not there below has nothing in it.
          Optional<Found> lower = described ? below.find(step) : Optional.empty();
          described = lower.isPresent();
          maker.make(above, step);
          describe(above, step, lower);
        }
        Directory next = above.child(step.name());
        above.close();
        above = next;
      }
      return true;
    } finally {
      above.close();
    }
  }

  private void describe(Directory above, EntryPath path, Optional<Found> lower)
      throws CaissonException {
    try (Directory made = above.child(path.name())) {
      made.changeMode(MODE);
      attributes.setPlain(path, made);
      if (lower.isPresent()) {
        try (Found found = lower.get()) {
          if (found.stat().type() == FileType.DIRECTORY) {
            attributes.copy(path, made, found);
          }
        }
      }
    }
  }
}
