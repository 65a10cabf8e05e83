package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileHandle;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives files the attributes of their entries: owner first, since chown(2) clears setuid and
 * capabilities, then extended attributes, mode and time.
 */
final class Attributes {

  private static final int OWNER_ALL = 0700;
  private static final byte[] NO_VALUE = {};

  private final XattrPolicy xattrs;
  private final LayerRecord layer;

  Attributes(XattrPolicy xattrs, LayerRecord layer) {
    this.xattrs = xattrs;
    this.layer = layer;
  }

  /** Sets all attributes of a file, with this mode. */
  void apply(TarEntry entry, FileHandle file, int mode) throws CaissonException {
    applyToOpen(entry, file, mode, entry.xattrs().keySet());
    file.changeTimes(entry.modified(), entry.modified());
  }

  /** Sets all but what the files that are made in the directory would change or inherit. */
  void applyToDirectory(TarEntry entry, Directory directory) throws CaissonException {
    for (CString name : directory.xattrNames()) {
      if (xattrs.isReplaceable(name)) {
        directory.removeXattr(name);
      }
    }
    Set<CString> own = new LinkedHashSet<>(entry.xattrs().keySet());
    own.removeIf(XattrPolicy::isInherited);
    // An ordinary user must be able to fill the directory, and to remove it.
    int mode = xattrs.privileged() ? entry.mode() : entry.mode() | OWNER_ALL;
    applyToOpen(entry, directory, mode, own);
  }

  /** Sets what is left to set once the directory is full. */
  void finishDirectory(TarEntry entry, Directory directory) throws CaissonException {
    for (CString name : entry.xattrs().keySet()) {
      if (XattrPolicy.isInherited(name)) {
        store(entry, name, directory);
      }
    }
    directory.changeTimes(entry.modified(), entry.modified());
  }

  private void applyToOpen(TarEntry entry, FileHandle file, int mode, Set<CString> names)
      throws CaissonException {
    if (xattrs.privileged()) {
      file.changeOwner(entry.uid(), entry.gid());
    } else if (entry.uid() != 0 || entry.gid() != 0) {
      file.setXattr(RootlessOwner.ATTRIBUTE, RootlessOwner.value(entry.uid(), entry.gid()));
    }
    for (CString name : names) {
      store(entry, name, file);
    }
    file.changeMode(mode);
  }

  private void store(TarEntry entry, CString name, FileHandle file) throws CaissonException {
    byte[] value = entry.xattrs().getOrDefault(name, NO_VALUE);
    store(entry, name, onDisk -> file.setXattr(onDisk, value));
  }

  /** Sets the attributes of a symbolic link, which has no mode. */
  void applyToLink(TarEntry entry, Directory above, CString name) throws CaissonException {
    applyByName(entry, above, name);
    above.changeTimes(name, entry.modified(), entry.modified());
  }

  /** Sets the attributes of a FIFO or device, which can't be opened without a deed. */
  void applyToNode(TarEntry entry, Directory above, CString name) throws CaissonException {
    applyByName(entry, above, name);
    above.changeMode(name, entry.mode());
    above.changeTimes(name, entry.modified(), entry.modified());
  }

  private void applyByName(TarEntry entry, Directory above, CString name) throws CaissonException {
    if (xattrs.privileged()) {
      above.changeOwner(name, entry.uid(), entry.gid());
    }
    for (Map.Entry<CString, byte[]> xattr : entry.xattrs().entrySet()) {
      store(entry, xattr.getKey(), onDisk -> above.setXattr(name, onDisk, xattr.getValue()));
    }
  }

  /** Sets one attribute under its name on disk. */
  private interface Setter {
    void set(CString nameOnDisk) throws SystemCallException;
  }

  private void store(TarEntry entry, CString name, Setter setter) throws CaissonException {
    Optional<CString> onDisk = xattrs.nameOnDisk(name);
    if (onDisk.isEmpty()) {
      layer.omitXattr(entry.name(), name);
      return;
    }
    try {
      setter.set(onDisk.get());
    } catch (SystemCallException e) {
      // Symbolic links and FIFOs have no user.*, some file systems have few kinds, and the kernel
      // knows the form of some: a capability of a user namespace that is not there is EINVAL.
      if (!e.is(Errno.EOPNOTSUPP) && !e.is(Errno.EPERM) && !e.is(Errno.EINVAL)) {
        throw e;
      }
      layer.omitXattr(entry.name(), name);
    }
  }
}
