package dev.caisson.unionfs;

import java.nio.file.Path;
import java.util.List;

/**
 * An overlayfs union: read-only layers under a writable one in memory, which goes with the
 * container.
 *
 * @param layers absolute paths of folders whose whiteouts are in overlayfs form, the lowest first;
 *     at least one, at most 500
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public record Overlay(List<Path> layers) {

  // OVL_MAX_STACK of the kernel's fs/overlayfs/params.h.
  private static final int MOST_LAYERS = 500;

  /** Checks the number of layers, and that all are absolute. */
  public Overlay {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "an overlay has 1 to " + MOST_LAYERS + " layers, not " + layers.size());
    }
    for (Path layer : layers) {
      if (!layer.isAbsolute()) {
        throw new IllegalArgumentException("layer is not an absolute path: " + layer);
      }
    }
  }
}
