package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Staging;
import dev.caisson.unionfs.WritableLayer;

/**
 * The folders of a union's writable layer: what is written, and the kernel's own work.
 *
 * @param isVolatile whether they need not survive a crash of the machine
 */
record UpperFolders(String upper, String work, boolean isVolatile) {

  private static final int FOLDER_MODE = 0755;

  /** Returns those of the union at an absolute path below the staging root. */
  static UpperFolders of(WritableLayer layer, Staging staging, String place) {
    if (layer instanceof WritableLayer.InFolder in) {
      String folder = in.folder().toString();
      return new UpperFolders(folder + "/upper", folder + "/work", in.isVolatile());
    }
    return inMemory(staging, place);
  }

  /** Returns those in the staging file system. */
  static UpperFolders inMemory(Staging staging, String place) {
    String name = place.replace('/', '+');
    return new UpperFolders(staging.path("upper" + name), staging.path("work" + name), false);
  }

  /** Makes them where they are missing. */
  void make(MountSteps steps) {
    steps.makeDirectory(upper, FOLDER_MODE);
    steps.makeDirectory(work, FOLDER_MODE);
  }
}
