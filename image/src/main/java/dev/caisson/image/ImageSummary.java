package dev.caisson.image;

import dev.caisson.image.registry.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image in a store.
 *
 * @param names what it is called; none where only its digest is known
 * @param id the digest of its configuration, by which Docker and Podman know it
 * @param manifest the digest of its manifest, by which registries know it
 * @param platform what its programs run on
 * @param created when its maker says that it was made
 * @param size how many bytes its manifest, configuration and packed layers take
 */
public record ImageSummary(
    List<Reference> names,
    Digest id,
    Digest manifest,
    Platform platform,
    Optional<Instant> created,
    long size) {

  /** Copies the list. */
  public ImageSummary {
    names = List.copyOf(names);
  }
}
