package dev.caisson;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.nio.file.Path;
import java.util.Arrays;

/** A path of this machine, whose directories the caller trusts. */
record HostPlace(Path path) {

  private static final OpenHow ITSELF = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);

  HostPlace {
    path = path.toAbsolutePath();
  }

  /** Opens the place of the name itself, which may be a symbolic link's. */
  OpenFile open() throws SystemCallException {
    try (Directory root = Directory.open(path.getRoot())) {
      return root.openFile(CString.of(path), ITSELF);
    }
  }

  /** Opens the directory that the name is in. */
  Directory parent() throws SystemCallException {
    name();
    return Directory.open(path.resolveSibling(""));
  }

  /**
   * Returns the name.
   *
   * @throws IllegalArgumentException if it is a dot or two, or there is none
   */
  CString name() {
    byte[] bytes = CString.of(path).bytes();
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    CString name = CString.of(Arrays.copyOfRange(bytes, start, bytes.length));
    if (!name.isName()) {
      throw new IllegalArgumentException("the path does not end in a name: " + path);
    }
    return name;
  }
}
