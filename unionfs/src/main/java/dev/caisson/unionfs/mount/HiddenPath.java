package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Slot;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import java.util.List;

/**
 * A file or folder of this machine that a container does not get.
 *
 * @param path its path below the folder that is shown
 * @param above the folders on the way to it, the highest first
 */
record HiddenPath(CString path, boolean isFolder, List<Ancestor> above) {

  private static final int NO_RIGHTS = 0;

  /** A folder on the way to a hidden path, with the mode and owner that it keeps. */
  record Ancestor(CString path, int mode, long uid, long gid) {}

  /** Writes the operations that make a whiteout in an overlay's upper layer. */
  void whiteOut(MountSteps steps, String upper) {
    CString layer = CString.of(upper);
    for (Ancestor folder : above) {
      CString copy = layer.resolve(folder.path());
      steps.makeDirectory(copy, folder.mode());
      steps.giveIfMapped(copy, folder.uid(), folder.gid());
    }
    steps.makeWhiteout(layer.resolve(path));
  }

  /** Writes the operations that mount something empty over it, in a folder that is bound. */
  void cover(MountSteps steps, Staging staging, String folder) {
    String empty = staging.path(isFolder ? "hidden-folder" : "hidden-file");
    if (isFolder) {
      steps.makeDirectory(empty, NO_RIGHTS);
    } else {
      steps.makeFile(empty, NO_RIGHTS);
    }
    Slot tree = steps.openTree(CString.of(empty));
    steps.restrict(tree, path.toString(), MountAttribute.RDONLY);
    steps.program().add(steps.attach(tree, CString.of(folder).resolve(path)));
  }
}
