package dev.caisson.unionfs.mount;

import dev.caisson.launch.DetachedMount;
import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Slot;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.MountFlag;
import java.nio.file.Path;
import java.util.List;

/** Writes the operations that mount overlays below the staging root. */
final class OverlaySteps {

  private static final int FOLDER_MODE = 0755;

  private final MountSteps steps;
  private final Staging staging;

  OverlaySteps(MountSteps steps, Staging staging) {
    this.steps = steps;
    this.staging = staging;
    steps.makeDirectory(staging.path("upper"), FOLDER_MODE);
    steps.makeDirectory(staging.path("work"), FOLDER_MODE);
  }

  /**
   * Mounts layers, the lowest first, on a folder that is there already.
   *
   * @param place the folder's path below the root: empty, or a slash and a name
   */
  void mount(List<Path> layers, String place) {
    String upper = staging.path("upper") + place;
    String work = staging.path("work") + place;
    steps.makeDirectory(upper, FOLDER_MODE);
    steps.makeDirectory(work, FOLDER_MODE);
    CString options = OverlayOptions.of(layers, upper, work, staging.inUserNamespace());
    String target = staging.root() + place;
    if (options.length() <= OverlayOptions.MOST_BYTES) {
      steps.mount("overlay", target, options, MountFlag.NODEV);
    } else {
      mountMany(layers, upper, work, target);
    }
  }

  // Linux 6.7 and newer take layers one by one, so that their number and length do not matter.
  private void mountMany(List<Path> layers, String upper, String work, String target) {
    DetachedMount overlay = DetachedMount.open(steps.program(), "overlay");
    for (int i = layers.size() - 1; i >= 0; i--) {
      overlay.with("lowerdir+", layers.get(i).toString());
    }
    overlay.with("upperdir", upper).with("workdir", work);
    if (staging.inUserNamespace()) {
      overlay.with("userxattr");
    }
    Slot mount = overlay.create(MountAttribute.NODEV);
    steps.program().add(steps.attach(mount, target));
  }
}
