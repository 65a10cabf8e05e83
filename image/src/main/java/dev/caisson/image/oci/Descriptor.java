package dev.caisson.image.oci;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Digest;
import dev.caisson.image.Platform;
import java.util.Map;
import java.util.Optional;

/**
 * What refers to a blob.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI content
 *     descriptors</a>
 */
public record Descriptor(
    String name,
    Optional<String> mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    Map<String, String> annotations) {

  private static final String OCI = "application/vnd.oci.image.layer.";
  private static final String DOCKER = "application/vnd.docker.image.rootfs.";
  private static final String ENCRYPTED = "+encrypted";

  /** Makes the descriptor of a blob that is there. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(
        digest.toString(), Optional.of(mediaType), digest, size, Optional.empty(), Map.of());
  }

  /** Returns a descriptor of the same blob with other annotations. */
  public Descriptor withAnnotations(Map<String, String> other) {
    return new Descriptor(name, mediaType, digest, size, platform, other);
  }

  /** Returns a descriptor of the same blob for a platform. */
  public Descriptor withPlatform(Platform other) {
    return new Descriptor(name, mediaType, digest, size, Optional.of(other), annotations);
  }

  /** Reads a descriptor, and checks the form of its digest and size. */
  public static Descriptor of(JsonObject json) throws InvalidImageException {
    Optional<JsonObject> platform = json.object("platform");
    return new Descriptor(
        json.name() + " " + json.requiredDigest("digest"),
        json.text("mediaType"),
        json.requiredDigest("digest"),
        json.requiredSize("size"),
        platform.isPresent() ? Optional.of(platform(platform.get())) : Optional.empty(),
        json.textMap("annotations"));
  }

  private static Platform platform(JsonObject json) throws InvalidImageException {
    return new Platform(
        json.requiredText("os"), json.requiredText("architecture"), json.text("variant"));
  }

  /** Refuses what is no layer of files, such as an artifact; what packs it is told by its bytes. */
  public void requireLayer() throws InvalidImageException {
    String type = mediaType.orElse("");
    if (!type.startsWith(OCI) && !type.startsWith(DOCKER)) {
      throw InvalidImage.reading(name, "media type " + type + " is not that of a layer");
    }
    if (type.contains(ENCRYPTED)) {
      throw InvalidImage.reading(name, "the layer is encrypted, which is not supported");
    }
  }

  /** Refuses a document that says it is something else, or more than one thing. */
  public void requireMatching(JsonObject document) throws InvalidImageException {
    Optional<String> own = document.text("mediaType");
    if (own.isPresent() && mediaType.isPresent() && !own.equals(mediaType)) {
      throw InvalidImage.reading(
          name, "media type " + own.get() + " does not match its descriptor's, " + mediaType.get());
    }
    if (document.has("fsLayers")) {
      throw InvalidImage.reading(
          name,
          "a manifest of schema 1, which is not supported",
          "push the image with a newer tool");
    }
    if (document.has("layers") == document.has("manifests")) {
      throw InvalidImage.reading(name, "must have either layers or manifests");
    }
  }
}
