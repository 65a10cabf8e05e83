package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the operations that mount one overlay at a place below the staging root.
 *
 * <p>Layers whose names are too long for the option string of mount(2) get short ones, in a folder
 * that is the working directory meanwhile. So 500 layers, the most that the kernel takes, fit on
 * every kernel, wherever they are.
 */
final class OverlaySteps {

  private final MountSteps steps;
  private final Staging staging;
  private final String target;
  private final String lower;
  private final UpperFolders upper;

  /** Makes the folders of an overlay's writable layer; {@code place} is an absolute path. */
  OverlaySteps(MountSteps steps, Staging staging, String place, UpperFolders upper) {
    this.steps = steps;
    this.staging = staging;
    this.target = place.equals("/") ? staging.root() : staging.root() + place;
    this.lower = ShortNames.folder(staging, place);
    this.upper = upper;
    upper.make(steps);
  }

  /** Mounts layers, the lowest first, on the place, which is there already. */
  void mount(List<Path> layers) {
    CString options = options(layers.stream().map(CString::of).toList());
    boolean reachable = layers.stream().noneMatch(layer -> ShortNames.isCopied(steps, layer));
    if (reachable && options.length() <= OverlayOptions.MOST_BYTES) {
      steps.mount("overlay", target, options, MountFlag.NODEV);
      return;
    }
    List<String> names = ShortNames.make(steps, lower, layers);
    steps.changeDirectory(lower);
    CString shorter = options(names.stream().map(CString::of).toList());
    steps.mount("overlay", target, shorter, MountFlag.NODEV);
    steps.changeDirectory("/");
  }

  private CString options(List<CString> layers) {
    return OverlayOptions.of(layers, upper, staging.inUserNamespace());
  }
}
