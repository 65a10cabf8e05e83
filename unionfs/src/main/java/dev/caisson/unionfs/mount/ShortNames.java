package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of layers that are short and have no odd character, in a folder of the staging file system:
 * links to them, or the mounts that are copied already.
 */
final class ShortNames {

  private static final int FOLDER_MODE = 0755;

  private ShortNames() {}

  /** Writes the operations that make them, and returns the names in the order of the layers. */
  static List<String> make(MountSteps steps, String folder, List<Path> layers) {
    steps.makeDirectory(folder, FOLDER_MODE);
    List<String> names = new ArrayList<>();
    for (Path layer : layers) {
      String name = Integer.toString(names.size(), Character.MAX_RADIX);
      place(steps, CString.of(layer), folder + "/" + name);
      names.add(name);
    }
    return names;
  }

  private static void place(MountSteps steps, CString source, String path) {
    if (steps.hasTree(source)) {
      steps.makeDirectory(path, FOLDER_MODE);
      steps.program().add(steps.attach(steps.openTree(source), path));
    } else {
      steps.makeLink(source, path);
    }
  }

  /** Returns where they are made for the union at an absolute path below the staging root. */
  static String folder(Staging staging, String place) {
    return staging.path("lower" + place.replace('/', '+'));
  }
}
