package dev.caisson.image;

/**
 * The digest of a layer's uncompressed tar, which names what the layer does, however it is packed.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md#layer-diffid">OCI
 *     image specification, DiffID</a>
 */
public record DiffId(Digest digest) {

  /** Returns the digest's text. */
  @Override
  public String toString() {
    return digest.toString();
  }
}
