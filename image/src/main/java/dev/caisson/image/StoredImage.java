package dev.caisson.image;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.InvalidImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One image in an opened source: its configuration, and where its layers are, lowest first.
 *
 * @param document where the configuration was read from
 */
record StoredImage(ImageConfig config, FileRegion document, List<LayerBlob> layers) {

  /**
   * A layer that has not been unpacked.
   *
   * @param digest of the bytes as they are stored, where the source tells it and nobody else
   *     verifies it
   */
  record LayerBlob(BlobInput bytes, Optional<Digest> digest, DiffId diffId) {}

  /** The bytes of a layer as a manifest lists it. */
  record Packed(FileRegion bytes, Optional<Digest> digest) {}

  static StoredImage of(
      String name, ConfigDocument document, FileRegion region, List<Packed> packed)
      throws InvalidImageException {
    List<DiffId> diffIds = document.diffIds();
    requireMatching(name, packed.size(), diffIds);
    List<LayerBlob> layers = new ArrayList<>();
    for (int i = 0; i < packed.size(); i++) {
      layers.add(new LayerBlob(packed.get(i).bytes(), packed.get(i).digest(), diffIds.get(i)));
    }
    return new StoredImage(document.config(), region, layers);
  }

  /** Refuses a manifest whose layers are not those that its configuration has. */
  static void requireMatching(String name, int layers, List<DiffId> diffIds)
      throws InvalidImageException {
    if (diffIds.size() != layers) {
      throw InvalidImage.reading(
          name, layers + " layers and " + diffIds.size() + " diff_ids don't match");
    }
  }
}
