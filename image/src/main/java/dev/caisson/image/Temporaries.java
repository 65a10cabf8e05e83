package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Stat;
import java.util.Optional;
import java.util.UUID;

/**
 * Directories of work that is under way. Each is locked by its owner as long as that lives, so that
 * whatever can be locked is left over from a process that was killed, and is removed.
 */
final class Temporaries {

  private static final int PRIVATE = 0700;

  private final Directory parent;

  Temporaries(Directory parent) {
    this.parent = parent;
  }

  /**
   * A directory of work, locked until it is closed, which removes it unless it was given a name.
   */
  static final class Temporary implements AutoCloseable {

    private final Directory parent;
    private final CString name;
    private final Directory directory;
    private boolean kept;

    private Temporary(Directory parent, CString name, Directory directory) {
      this.parent = parent;
      this.name = name;
      this.directory = directory;
    }

    CString name() {
      return name;
    }

    Directory directory() {
      return directory;
    }

    /** Moves the directory to its place, unless something is there, which is then as good. */
    void moveTo(Directory newParent, CString newName) throws CaissonException {
      // The lock must outlast the old name: a sweeper looks at the name once it has the lock.
      kept = parent.renameTo(name, newParent, newName);
    }

    @Override
    public void close() throws CaissonException {
      try (directory) {
        if (!kept) {
          parent.removeTree(name);
        }
      }
    }
  }

  /** Makes a directory of work. */
  Temporary make() throws CaissonException {
    Optional<Temporary> made = tryMake();
    while (made.isEmpty()) {
      made = tryMake();
    }
    return made.get();
  }

  private Optional<Temporary> tryMake() throws CaissonException {
    CString name = CString.of(UUID.randomUUID().toString());
    parent.makeDirectory(name, PRIVATE);
    // Until it is locked, another process's sweep may take it for left over.
    Optional<Directory> locked = lock(name);
    return locked.map(directory -> new Temporary(parent, name, directory));
  }

  /** Opens and locks a directory; empty where another has it, or where it has just gone. */
  private Optional<Directory> lock(CString name) throws CaissonException {
    Directory directory;
    try {
      directory = parent.child(name);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
    boolean owned = false;
    try {
      owned = directory.tryLock() && isStillNamed(name, directory);
      return owned ? Optional.of(directory) : Optional.empty();
    } finally {
      if (!owned) {
        directory.close();
      }
    }
  }

  private boolean isStillNamed(CString name, Directory directory) throws CaissonException {
    Optional<Stat> named = parent.find(name);
    return named.isPresent() && named.get().isSameFile(directory.stat());
  }

  /** Removes what killed processes left. */
  void sweep() throws CaissonException {
    for (CString name : parent.list()) {
      Optional<Directory> dead = lock(name);
      if (dead.isPresent()) {
        new Temporary(parent, name, dead.get()).close();
      }
    }
  }
}
