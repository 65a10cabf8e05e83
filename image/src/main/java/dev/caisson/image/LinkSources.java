package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import java.util.Optional;

/**
 * The files that AUFS keeps in {@code .wh..wh.plnk} for hard links: beside the tree, for a while.
 */
final class LinkSources implements AutoCloseable {

  private static final CString NAME = CString.of("links");
  private static final int PRIVATE = 0700;

  private final Directory work;
  private Optional<Directory> directory = Optional.empty();

  LinkSources(Directory work) {
    this.work = work;
  }

  /** Returns the directory, made on first use. */
  Directory directory() throws CaissonException {
    if (directory.isEmpty()) {
      work.makeDirectory(NAME, PRIVATE);
      directory = Optional.of(work.child(NAME));
    }
    return directory.get();
  }

  /** Removes the names; what was linked stays. */
  void remove() throws CaissonException {
    work.removeTree(NAME);
  }

  @Override
  public void close() {
    directory.ifPresent(Directory::close);
  }
}
