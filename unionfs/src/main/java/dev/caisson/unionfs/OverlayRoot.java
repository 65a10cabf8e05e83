package dev.caisson.unionfs;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.launch.Staging;
import java.nio.file.Path;
import java.util.List;

/**
 * A root file system of read-only layers under a writable one in memory, which goes with the container.
 *
 * @param layers absolute paths of folders in overlayfs form, the lowest first; at least one
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public record OverlayRoot(List<Path> layers) implements RootFileSystem {

  /** Checks that there is a layer, and that all are absolute. */
  public OverlayRoot {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("an overlay needs a layer");
    }
    for (Path layer : layers) {
      if (!layer.isAbsolute()) {
        throw new IllegalArgumentException("layer is not an absolute path: " + layer);
      }
    }
  }

  @Override
  public void assemble(MountSteps steps, Staging staging) {
    new OverlaySteps(steps, staging).mount(layers, "");
  }
}
