package dev.caisson.unionfs.mount;

import dev.caisson.launch.DetachedMount;
import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Slot;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.MountFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the operations that mount one overlay at a place below the staging root. */
final class OverlaySteps {

  private static final int FOLDER_MODE = 0755;

  private final MountSteps steps;
  private final Staging staging;
  private final String target;
  private final String upper;
  private final String work;
  private final String lower;

  /** Makes the folders of an overlay's writable layer; {@code place} is an absolute path. */
  OverlaySteps(MountSteps steps, Staging staging, String place) {
    this.steps = steps;
    this.staging = staging;
    this.target = place.equals("/") ? staging.root() : staging.root() + place;
    String name = place.replace('/', '+');
    this.upper = upper(staging, place);
    this.work = staging.path("work" + name);
    this.lower = staging.path("lower" + name);
    steps.makeDirectory(upper, FOLDER_MODE);
    steps.makeDirectory(work, FOLDER_MODE);
  }

  /** Returns the path of the writable layer of the overlay at a place. */
  static String upper(Staging staging, String place) {
    return staging.path("upper" + place.replace('/', '+'));
  }

  /** Returns the path of the writable layer. */
  String upper() {
    return upper;
  }

  /** Mounts layers, the lowest first, on the place, which is there already. */
  void mount(List<Path> sources) {
    List<Path> layers = reachable(sources);
    CString options = OverlayOptions.of(layers, upper, work, staging.inUserNamespace());
    if (options.length() <= OverlayOptions.MOST_BYTES) {
      steps.mount("overlay", target, options, MountFlag.NODEV);
    } else {
      mountMany(layers);
    }
  }

  private List<Path> reachable(List<Path> sources) {
    List<Path> layers = new ArrayList<>();
    for (Path source : sources) {
      CString path = CString.of(source);
      if (steps.hasTree(path)) {
        String place = lower + layers.size();
        steps.makeDirectory(place, FOLDER_MODE);
        steps.program().add(steps.attach(steps.openTree(path), place));
        layers.add(Path.of(place));
      } else {
        layers.add(source);
      }
    }
    return layers;
  }

  // Linux 6.7 and newer take layers one by one, so that their number and length do not matter.
  private void mountMany(List<Path> layers) {
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
