package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All blobs that an image's descriptor leads to, each after those that it needs: layers,
 * configuration, manifest, index. Of an index, only the manifests that are there.
 */
final class ImageGraph {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_BLOBS = 20_000;

  private final OciLayoutReader layout;
  private final Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
  private final Map<Digest, Descriptor> manifests = new LinkedHashMap<>();

  ImageGraph(OciLayoutReader layout) {
    this.layout = layout;
  }

  /** Adds what a descriptor leads to. */
  ImageGraph add(Descriptor top) throws CaissonException {
    add(top, 1);
    return this;
  }

  /** Returns all blobs. */
  Iterable<Descriptor> blobs() {
    return blobs.values();
  }

  /** Returns the manifests of images among the blobs. */
  Iterable<Descriptor> manifests() {
    return manifests.values();
  }

  private void add(Descriptor descriptor, int depth) throws CaissonException {
    if (blobs.containsKey(descriptor.digest())) {
      return;
    }
    if (depth > MAX_DEPTH || blobs.size() > MAX_BLOBS) {
      throw InvalidImage.reading(layout.name(), "indexes within indexes, too many or too deep");
    }
    JsonObject document = layout.manifest(descriptor);
    if (document.has("layers")) {
      addManifest(descriptor, document);
    } else {
      for (JsonObject json : document.objects("manifests")) {
        Descriptor below = Descriptor.of(json);
        if (layout.has(below)) {
          add(below, depth + 1);
        }
      }
    }
    blobs.put(descriptor.digest(), descriptor);
  }

  private void addManifest(Descriptor descriptor, JsonObject document) throws CaissonException {
    for (JsonObject json : document.objects("layers")) {
      Descriptor layer = Descriptor.of(json);
      blobs.put(layer.digest(), layer);
    }
    Descriptor config = Descriptor.of(document.requiredObject("config"));
    blobs.put(config.digest(), config);
    if (!ManifestChoice.isAttestation(descriptor)) {
      manifests.put(descriptor.digest(), descriptor);
    }
  }
}
