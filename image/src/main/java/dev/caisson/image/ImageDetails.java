package dev.caisson.image;

import java.util.List;

/**
 * What a store knows of an image.
 *
 * @param summary its names, digests and size
 * @param config how it says it is run
 * @param diffIds its layers, lowest first
 */
public record ImageDetails(ImageSummary summary, ImageConfig config, List<DiffId> diffIds) {

  /** Copies the list. */
  public ImageDetails {
    diffIds = List.copyOf(diffIds);
  }
}
