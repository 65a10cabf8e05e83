package dev.caisson.image.build;

import dev.caisson.image.DiffId;
import dev.caisson.image.Digest;
import java.util.List;

/**
 * An image that was written.
 *
 * @param manifest the digest of its manifest, by which a registry knows it
 * @param config the digest of its configuration, which is Docker's image id
 * @param diffIds what its layers are, lowest first
 */
public record BuiltImage(Digest manifest, Digest config, List<DiffId> diffIds) {

  /** Copies the list. */
  public BuiltImage {
    diffIds = List.copyOf(diffIds);
  }
}
