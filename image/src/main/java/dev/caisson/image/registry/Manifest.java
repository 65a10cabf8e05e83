package dev.caisson.image.registry;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manifest or index whose bytes are those of its digest, and which is what it says it is. */
final class Manifest {

  /** The most layers that overlayfs can mount. */
  private static final int MOST_LAYERS = 500;

  private static final int MOST_MANIFESTS = 1000;

  private final String mediaType;
  private final Digest digest;
  private final byte[] bytes;
  private final JsonObject json;

  private Manifest(String mediaType, Digest digest, byte[] bytes, JsonObject json) {
    this.mediaType = mediaType;
    this.digest = digest;
    this.bytes = bytes;
    this.json = json;
  }

  /**
   * Reads and checks a document.
   *
   * @param type the media type that it came with, where it came with one
   */
  static Manifest of(String name, Optional<String> type, byte[] bytes)
      throws InvalidImageException {
    Digest digest = Digest.ofBytes(bytes);
    JsonObject json = JsonObject.parse(name, bytes);
    Descriptor descriptor =
        new Descriptor(name, type, digest, bytes.length, Optional.empty(), Map.of());
    descriptor.requireMatching(json);
    Optional<String> own = json.text("mediaType");
    String known = own.or(() -> type).orElse(guess(json));
    boolean index = ManifestTypes.isIndex(known);
    if (index != json.has("manifests") || (!index && !ManifestTypes.isManifest(known))) {
      throw InvalidImage.reading(
          name, "media type " + Printable.of(known) + " is not that of what is in it");
    }
    return new Manifest(known, digest, bytes, json);
  }

  /** OCI lets a document leave out its type. */
  private static String guess(JsonObject json) {
    return json.has("manifests") ? ManifestTypes.OCI_INDEX : ManifestTypes.OCI_MANIFEST;
  }

  String mediaType() {
    return mediaType;
  }

  Digest digest() {
    return digest;
  }

  /** Returns the bytes as they came, which nobody may change. */
  byte[] bytes() {
    return bytes;
  }

  JsonObject json() {
    return json;
  }

  boolean isIndex() {
    return ManifestTypes.isIndex(mediaType);
  }

  /** Returns what an index lists. */
  List<Descriptor> manifests() throws InvalidImageException {
    return descriptors("manifests", MOST_MANIFESTS);
  }

  /** Returns the layers of a manifest, lowest first. */
  List<Descriptor> layers() throws InvalidImageException {
    return descriptors("layers", MOST_LAYERS);
  }

  Descriptor config() throws InvalidImageException {
    return Descriptor.of(json.requiredObject("config"));
  }

  private List<Descriptor> descriptors(String field, int most) throws InvalidImageException {
    List<JsonObject> objects = json.objects(field);
    if (objects.size() > most) {
      throw json.invalid(objects.size() + " " + field + ", more than " + most);
    }
    List<Descriptor> descriptors = new ArrayList<>();
    for (JsonObject object : objects) {
      descriptors.add(Descriptor.of(object));
    }
    return descriptors;
  }
}
