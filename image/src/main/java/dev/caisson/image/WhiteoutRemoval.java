package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import dev.caisson.linux.Stat;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Removes the whiteouts below a directory that has become opaque, where they would show as files.
 */
final class WhiteoutRemoval {

  private static final OpenHow BENEATH =
      OpenHow.of(OpenFlag.DIRECTORY).resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private WhiteoutRemoval() {}

  static void below(Directory top, OverlayForm form) throws CaissonException {
    Deque<CString> paths = new ArrayDeque<>();
    paths.push(CString.of("."));
    while (!paths.isEmpty()) {
      CString path = paths.pop();
      try (Directory directory = top.openDirectory(path, BENEATH)) {
        sweep(directory, path, form, paths);
      }
    }
  }

  private static void sweep(
      Directory directory, CString path, OverlayForm form, Deque<CString> paths)
      throws CaissonException {
    for (CString name : directory.list()) {
      Stat stat = directory.find(name).orElseThrow();
      if (LowerLayers.isWhiteout(stat)) {
        directory.unlink(name);
      } else if (stat.type() == FileType.DIRECTORY && !isOpaque(directory, name, form)) {
        paths.push(join(path, name));
      }
    }
  }

  /** Returns whether a directory was swept when it became opaque itself. */
  private static boolean isOpaque(Directory above, CString name, OverlayForm form)
      throws CaissonException {
    try (Directory directory = above.child(name)) {
      return directory.xattr(form.opaque()).isPresent();
    }
  }

  private static CString join(CString path, CString name) {
    byte[] joined = Arrays.copyOf(path.bytes(), path.length() + 1 + name.length());
    joined[path.length()] = '/';
    name.copyTo(joined, path.length() + 1);
    return CString.of(joined);
  }
}
