package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.util.Locale;
import java.util.Optional;

/**
 * Opens regular files below a root for reading and writing. What a path leads to is looked at
 * first, without opening it, and what is opened is what was looked at: neither a FIFO nor a device
 * is ever opened, whatever is swapped in.
 */
record FileAccess(Directory root, FileOwners owners) {

  private static final int ATTEMPTS = 16;
  private static final int MODE = 0644;
  // Else a lease of the container's would keep the JVM waiting.
  private static final OpenHow READ = OpenHow.of(OpenFlag.NONBLOCK, OpenFlag.NOCTTY);
  private static final OpenHow WRITE =
      OpenHow.of(OpenFlag.WRONLY, OpenFlag.TRUNC, OpenFlag.NONBLOCK, OpenFlag.NOCTTY);

  /** Opens a file for reading. */
  OpenFile read(InsidePath path) throws CaissonException {
    try (OpenFile place = path.follow(root)) {
      requireRegular(place, "read", path);
      return place.openContent(READ);
    }
  }

  /** Opens a file for writing, emptied where it is there, and made for an owner where it is not. */
  OpenFile write(InsidePath path, FileOwner owner) throws CaissonException {
    SystemCallException last = new SystemCallException("write", path.path(), Errno.EEXIST.number());
    for (int i = 0; i < ATTEMPTS; i++) {
      try (OpenFile place = path.follow(root)) {
        requireRegular(place, "write", path);
        return place.openContent(WRITE);
      } catch (SystemCallException e) {
        if (!e.is(Errno.ENOENT)) {
          throw e;
        }
      }
      try {
        return create(path, owner);
      } catch (SystemCallException e) {
        // It was made meanwhile, or is a link to nothing.
        if (!e.is(Errno.EEXIST)) {
          throw e;
        }
        last = e;
      }
    }
    throw last;
  }

  private OpenFile create(InsidePath path, FileOwner owner) throws CaissonException {
    CString name = path.name();
    try (Directory parent = path.parent(root)) {
      requireFilesIn(parent, path);
      OpenFile made = owners.make(owner, () -> parent.createFile(name));
      try {
        made.changeMode(MODE);
        return made;
      } catch (CaissonException e) {
        made.close();
        throw e;
      }
    }
  }

  /** Checks that files can be made in a directory. */
  static void requireFilesIn(Directory parent, InsidePath path) throws CaissonException {
    if (parent.isOfKernel()) {
      throw ofKernel("write", path);
    }
  }

  private static void requireRegular(OpenFile place, String step, InsidePath path)
      throws CaissonException {
    FileType type = place.stat().type();
    if (type != FileType.REGULAR) {
      String is = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      throw new CaissonException(
          step, path.toString(), "is a " + is + ", not a regular file", Optional.empty());
    }
    if (place.isOfKernel()) {
      throw ofKernel(step, path);
    }
  }

  private static CaissonException ofKernel(String step, InsidePath path) {
    return new CaissonException(
        step,
        path.toString(),
        "it is on a file system that the kernel makes up, as /proc",
        Optional.of("use a command in the container"));
  }
}
