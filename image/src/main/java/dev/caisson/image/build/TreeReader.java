package dev.caisson.image.build;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.FileRights;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Stat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens and reads what is packed: with the JVM's own rights, and what its mode keeps from those
 * with others, if there are any.
 */
final class TreeReader {

  private static final CString HERE = CString.of(".");
  private static final byte[] USER = "user.".getBytes(StandardCharsets.US_ASCII);
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  private static final OpenHow DIRECTORY = OpenHow.of(OpenFlag.DIRECTORY, OpenFlag.NOFOLLOW);
  // Else a lease of the container's would keep the JVM waiting.
  private static final OpenHow READ = OpenHow.of(OpenFlag.NONBLOCK, OpenFlag.NOCTTY);

  private final Optional<FileRights> more;

  /** Something that opens a file. */
  private interface Opening {
    Fd open() throws CaissonException;
  }

  TreeReader(Optional<FileRights> more) {
    this.more = more;
  }

  /** Returns the other rights, or throws what the JVM's own have led to. */
  private FileRights after(SystemCallException e) throws SystemCallException {
    if (!e.is(Errno.EACCES) || more.isEmpty()) {
      throw e;
    }
    return more.get();
  }

  /** Opens the place of a path. */
  OpenFile place(Directory from, CString path, OpenHow how) throws CaissonException {
    try {
      return from.openFile(path, how);
    } catch (SystemCallException e) {
      return OpenFile.own(after(e).open(from, path, how));
    }
  }

  /** Opens the content of the regular file at a place, which errors call {@code shown}. */
  OpenFile content(OpenFile place, CString shown) throws CaissonException {
    try {
      return place.openContent(READ);
    } catch (SystemCallException e) {
      return OpenFile.own(naming(shown, () -> after(e).openContent(place, READ)));
    }
  }

  /** Opens the directory at a place, which errors call {@code shown}. */
  Directory directory(OpenFile place, CString shown) throws CaissonException {
    try {
      return place.openDirectory();
    } catch (SystemCallException e) {
      return Directory.own(naming(shown, () -> after(e).open(place, HERE, DIRECTORY)));
    }
  }

  private static Fd naming(CString shown, Opening opening) throws CaissonException {
    try {
      return opening.open();
    } catch (SystemCallException e) {
      throw new SystemCallException(e.step(), shown.toString(), e.number(), e.remedy());
    }
  }

  /** Returns what is at a name; empty where nothing is. */
  Optional<Stat> find(Directory directory, CString name) throws CaissonException {
    try {
      return directory.find(name);
    } catch (SystemCallException e) {
      return find(after(e), directory, name);
    }
  }

  private static Optional<Stat> find(FileRights rights, Directory directory, CString name)
      throws CaissonException {
    try (OpenFile place = OpenFile.own(rights.open(directory, name, PLACE))) {
      return Optional.of(place.stat());
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns an attribute's value; empty where the file has none of this name. */
  Optional<byte[]> xattr(FileHandle file, CString name) throws CaissonException {
    try {
      return file.xattr(name);
    } catch (SystemCallException e) {
      // Others need no right to read, and hold ids, which other rights would see as others.
      if (!isOfUsers(name)) {
        throw e;
      }
      return after(e).xattr(file, name);
    }
  }

  private static boolean isOfUsers(CString name) {
    byte[] bytes = name.bytes();
    int length = USER.length;
    return bytes.length >= length && Arrays.equals(bytes, 0, length, USER, 0, length);
  }
}
