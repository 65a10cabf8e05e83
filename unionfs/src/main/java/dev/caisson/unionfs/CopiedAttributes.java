package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;
import java.util.Optional;

/**
 * Gives copies the attributes of their originals, as a union shows them. An ordinary user's copies
 * are his, and he may enter and change his directories.
 */
final class CopiedAttributes {

  private static final int OWNER_ALL = 0700;

  private final boolean root = Credentials.effectiveUser() == 0;

  /** Sets those of an open file or directory; owner first, which clears setuid and capabilities. */
  void copy(OpenFile original, FileHandle copy) throws CaissonException {
    Stat stat = original.stat();
    if (root) {
      copy.changeOwner(stat.uid(), stat.gid());
    }
    for (CString old : copy.xattrNames()) {
      if (original.xattr(old).isEmpty()) {
        removeOwn(copy, old);
      }
    }
    copyXattrs(original, copy::setXattr);
    boolean widened = !root && stat.type() == FileType.DIRECTORY;
    copy.changeMode(widened ? stat.mode() | OWNER_ALL : stat.mode());
    copy.changeTimes(stat.modified(), stat.modified());
  }

  // What a merged directory of a lower layer had is not that of the higher one.
  private static void removeOwn(FileHandle copy, CString name) throws CaissonException {
    if (name.toString().startsWith("user.")) {
      copy.removeXattr(name);
    }
  }

  /** Sets those of what can't be opened. */
  void copy(OpenFile original, Stat stat, Directory above, CString name) throws CaissonException {
    if (root) {
      above.changeOwner(name, stat.uid(), stat.gid());
    }
    copyXattrs(original, (attribute, value) -> above.setXattr(name, attribute, value));
    if (stat.type() != FileType.SYMLINK) {
      above.changeMode(name, stat.mode());
    }
    above.changeTimes(name, stat.modified(), stat.modified());
  }

  /** Sets one attribute. */
  private interface Setter {
    void set(CString name, byte[] value) throws SystemCallException;
  }

  private void copyXattrs(OpenFile original, Setter setter) throws CaissonException {
    for (CString attribute : original.xattrNames()) {
      Optional<CString> name = OverlayMarks.inUnion(attribute);
      Optional<byte[]> value = name.isPresent() ? original.xattr(attribute) : Optional.empty();
      if (value.isPresent()) {
        set(setter, name.get(), value.get());
      }
    }
  }

  private void set(Setter setter, CString name, byte[] value) throws CaissonException {
    try {
      setter.set(name, value);
    } catch (SystemCallException e) {
      // An ordinary user has not the right to set them all, and some file systems have few kinds.
      boolean beyondHisRights = !root && e.is(Errno.EPERM);
      if (!beyondHisRights && !e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
    }
  }
}
