package dev.caisson.image;

import java.nio.file.Path;
import java.util.List;

/**
 * An image that is unpacked in a {@link LayerStore}.
 *
 * @param layers the directories to mount with overlayfs, lowest first; they must not be changed.
 *     None where the image has no layers
 * @param diffIds what the image's layers are, lowest first; more than {@code layers} where one of
 *     them hides all below it
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
}
