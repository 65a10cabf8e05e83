package dev.caisson.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An image that is unpacked in a {@link LayerStore}.
 *
 * @param layers the directories to mount with overlayfs, lowest first; they must not be changed.
 *     None where the image has no layers
 * @param diffIds what the image's layers are, lowest first; more than {@code layers} where one of
 *     them hides all below it, or stands there twice
 * @param config how the image says it is run
 * @param form which attributes the mount has to heed
 * @param omissions what was not unpacked as it stands in the layers
 */
public record Image(
    List<Path> layers,
    List<DiffId> diffIds,
    ImageConfig config,
    OverlayForm form,
    List<Omission> omissions) {

  /** Copies the lists. */
  public Image {
    layers = List.copyOf(layers);
    diffIds = List.copyOf(diffIds);
    omissions = List.copyOf(omissions);
  }

  /** Returns the folder of the store in which all layers are; the layer itself, if it is one. */
  public Optional<Path> folder() {
    return layers.stream().reduce(Image::commonFolder);
  }

  private static Path commonFolder(Path one, Path other) {
    Path folder = one;
    while (!other.startsWith(folder)) {
      folder = Objects.requireNonNull(folder.getParent(), "absolute paths have / in common");
    }
    return folder;
  }
}
