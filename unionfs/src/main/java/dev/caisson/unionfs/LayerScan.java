package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks for whiteouts, which backends that don't know their form would show as files. */
final class LayerScan {

  private LayerScan() {}

  /** Refuses layers, but for the lowest, that delete something. */
  static void requireNoWhiteouts(List<Path> layers, Backend backend) throws CaissonException {
    for (Path layer : layers) {
      try (Directory root = Directory.open(layer)) {
        Optional<String> found = find(root, "");
        if (found.isPresent()) {
          throw new UnsupportedHostException(
              "mount union by",
              backend.name(),
              layer + found.get() + " deletes something of lower layers, in the form of overlayfs",
              Optional.of("use a backend that knows it: OVERLAY, FUSE_OVERLAYFS or COPY"));
        }
      }
    }
  }

  private static Optional<String> find(Directory directory, String path) throws CaissonException {
    if (OverlayMarks.isOpaque(directory)) {
      return Optional.of(path + "/");
    }
    for (CString name : directory.list()) {
      Optional<Stat> there = directory.find(name);
      if (there.isEmpty()) {
        continue;
      }
      String at = path + "/" + name;
      if (OverlayMarks.isWhiteout(there.get())) {
        return Optional.of(at);
      }
      if (there.get().type() == FileType.DIRECTORY) {
        try (Directory child = directory.child(name)) {
          Optional<String> below = find(child, at);
          if (below.isPresent()) {
            return below;
          }
        }
      }
    }
    return Optional.empty();
  }
}
