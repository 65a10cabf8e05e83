package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at layers before anything is done with them. */
final class LayerFolders {

  private LayerFolders() {}

  /** Refuses what is no folder, which no backend could help. */
  static void require(List<Path> layers) throws CaissonException {
    for (Path layer : layers) {
      if (!Files.isDirectory(layer)) {
        throw new CaissonException(
            "mount union of",
            layer.toString(),
            "there is no such folder",
            Optional.of("name folders that are there"));
      }
    }
  }
}
