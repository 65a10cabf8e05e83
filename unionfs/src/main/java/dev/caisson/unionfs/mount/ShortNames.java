package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names of layers that are short and have no odd character, in a folder of the staging file system:
 * links to them, or into the mounts that are copied already.
 */
final class ShortNames {

  private static final int FOLDER_MODE = 0755;

  private final MountSteps steps;
  private final String folder;
  private final Map<Path, Path> attached = new HashMap<>();

  private ShortNames(MountSteps steps, String folder) {
    this.steps = steps;
    this.folder = folder;
  }

  /** Writes the operations that make them, and returns the names in the order of the layers. */
  static List<String> make(MountSteps steps, String folder, List<Path> layers) {
    steps.makeDirectory(folder, FOLDER_MODE);
    ShortNames made = new ShortNames(steps, folder);
    List<String> names = new ArrayList<>();
    for (Path layer : layers) {
      String name = Integer.toString(names.size(), Character.MAX_RADIX);
      steps.makeLink(CString.of(made.reachable(layer)), folder + "/" + name);
      names.add(name);
    }
    return names;
  }

  /** Returns whether a layer is in a mount that is copied already, and may not be reached. */
  static boolean isCopied(MountSteps steps, Path layer) {
    return copied(steps, layer).isPresent();
  }

  private static Optional<Path> copied(MountSteps steps, Path layer) {
    return andAbove(layer).filter(above -> steps.hasTree(CString.of(above))).findFirst();
  }

  private static Stream<Path> andAbove(Path layer) {
    return Stream.iterate(layer, Objects::nonNull, Path::getParent);
  }

  /** Returns where a layer can be reached from the folder; attaches what it is in. */
  private Path reachable(Path layer) {
    return andAbove(layer)
        .filter(attached::containsKey)
        .findFirst()
        .or(() -> copied(steps, layer).map(this::attach))
        .map(above -> mountOf(above).resolve(above.relativize(layer)))
        .orElse(layer);
  }

  private Path mountOf(Path copied) {
    return Objects.requireNonNull(attached.get(copied));
  }

  private Path attach(Path copied) {
    // No layer has a name with a plus.
    Path mount = Path.of("+" + attached.size());
    String path = folder + "/" + mount;
    steps.makeDirectory(path, FOLDER_MODE);
    steps.program().add(steps.attach(steps.openTree(CString.of(copied)), path));
    attached.put(copied, mount);
    return copied;
  }

  /** Returns where they are made for the union at an absolute path below the staging root. */
  static String folder(Staging staging, String place) {
    return staging.path("lower" + place.replace('/', '+'));
  }
}
