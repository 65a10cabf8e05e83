package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Slot;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or folder of this machine that a container does not get.
 *
 * @param above the folders between the folder that is shown and this, the highest first
 */
record HiddenPath(Path path, boolean isFolder, List<Ancestor> above) {

  private static final String COVER = "hidden";

  /** A folder on the way to a hidden path, with the mode and owner that it keeps. */
  record Ancestor(Path path, int mode, int uid, int gid) {}

  /** Writes the operations that make a whiteout in an overlay's upper layer. */
  void whiteOut(MountSteps steps, String upper, Path shown, boolean inUserNamespace) {
    for (Ancestor folder : above) {
      String copy = upper + "/" + shown.relativize(folder.path());
      steps.makeDirectory(copy, folder.mode());
      if (!inUserNamespace) {
        steps.changeOwner(copy, folder.uid(), folder.gid());
      }
    }
    steps.makeWhiteout(upper + "/" + shown.relativize(path));
  }

  /** Writes the operations that mount something empty over it, below the staging root. */
  void cover(MountSteps steps, Staging staging) {
    String empty = staging.path(COVER + (isFolder ? "-folder" : "-file"));
    if (isFolder) {
      steps.makeDirectory(empty, 0);
    } else {
      steps.makeFile(empty, 0);
    }
    Slot tree = steps.openTree(CString.of(empty));
    steps.restrict(tree, path.toString(), MountAttribute.RDONLY);
    steps.program().add(steps.attach(tree, staging.root() + path));
  }
}
