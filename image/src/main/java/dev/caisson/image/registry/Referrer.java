package dev.caisson.image.registry;

import dev.caisson.image.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest that says that it belongs to another, such as a signature or a list of contents.
 *
 * @param size of the manifest, in bytes
 * @param artifactType what it is, where the registry tells
 */
public record Referrer(
    Digest digest,
    long size,
    String mediaType,
    Optional<String> artifactType,
    Map<String, String> annotations) {

  /** Makes an immutable record. */
  public Referrer {
    annotations = Map.copyOf(annotations);
  }
}
