package dev.caisson.unionfs.mount;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What in a folder is not for everyone: files that others may not read, folders that others may not
 * list and enter.
 */
final class Secrets {

  private static final int READ = 04;
  private static final int READ_AND_SEARCH = 05;

  private final List<HiddenPath> found = new ArrayList<>();

  private Secrets() {}

  /** Finds the secrets of a folder. */
  static List<HiddenPath> in(Path folder) throws SystemCallException {
    Secrets secrets = new Secrets();
    try (Directory directory = Directory.open(folder)) {
      for (CString name : directory.list()) {
        secrets.look(directory, name, name, List.of());
      }
    }
    return secrets.found;
  }

  private void look(
      Directory directory, CString name, CString path, List<HiddenPath.Ancestor> above)
      throws SystemCallException {
    Optional<Stat> entry = directory.find(name);
    // A link leads to something that is judged where it is; what has gone since is no secret.
    if (entry.isEmpty() || entry.get().type() == FileType.SYMLINK) {
      return;
    }
    Stat stat = entry.get();
    boolean isFolder = stat.type() == FileType.DIRECTORY;
    int needed = isFolder ? READ_AND_SEARCH : READ;
    if ((stat.mode() & needed) != needed) {
      found.add(new HiddenPath(path, isFolder, above));
    } else if (isFolder) {
      List<HiddenPath.Ancestor> below = new ArrayList<>(above);
      below.add(new HiddenPath.Ancestor(path, stat.mode(), stat.uid(), stat.gid()));
      descend(directory, name, path, List.copyOf(below));
    }
  }

  private void descend(
      Directory directory, CString name, CString path, List<HiddenPath.Ancestor> above)
      throws SystemCallException {
    try (Directory child = directory.child(name)) {
      for (CString entry : child.list()) {
        look(child, entry, path.resolve(entry), above);
      }
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
