package dev.caisson;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;

/**
 * A path in a container, resolved from a descriptor of its root, which nothing leads out of:
 * neither {@code ..} nor a symbolic link, whoever changes the tree meanwhile.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
record InsidePath(String path) {

  private static final OpenHow FOLLOWED = confined(OpenFlag.PATH);
  private static final OpenHow ITSELF = confined(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  private static final OpenHow DIRECTORY = confined(OpenFlag.PATH, OpenFlag.DIRECTORY);

  private static OpenHow confined(OpenFlag... flags) {
    return OpenHow.of(flags).resolve(ResolveFlag.IN_ROOT, ResolveFlag.NO_MAGICLINKS);
  }

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if it is empty or no path at all
   */
  InsidePath {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("empty path");
    }
    FileName.bytes(path);
  }

  /** Opens the place that the path leads to; the last component is followed too. */
  OpenFile follow(Directory root) throws SystemCallException {
    return root.openFile(FileName.bytes(path), FOLLOWED);
  }

  /** Opens the place of the name itself, which may be a symbolic link's. */
  OpenFile itself(Directory root) throws SystemCallException {
    return root.openFile(FileName.bytes(path), ITSELF);
  }

  /** Opens the directory that the last component is a name in. */
  Directory parent(Directory root) throws SystemCallException {
    int slash = withoutSlashes().lastIndexOf('/');
    String parent = slash < 0 ? "/" : path.substring(0, slash + 1);
    return root.openDirectory(FileName.bytes(parent), DIRECTORY);
  }

  /**
   * Returns the last component.
   *
   * @throws IllegalArgumentException if it is a dot or two, or there is none
   */
  CString name() {
    String all = withoutSlashes();
    CString name = FileName.bytes(all.substring(all.lastIndexOf('/') + 1));
    if (!name.isName()) {
      throw new IllegalArgumentException("the path does not end in a name: " + path);
    }
    return name;
  }

  private String withoutSlashes() {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  @Override
  public String toString() {
    return path + " in the container";
  }
}
