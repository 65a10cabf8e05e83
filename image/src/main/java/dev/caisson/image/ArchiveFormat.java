package dev.caisson.image;

/** How images are written into a file. */
public enum ArchiveFormat {
  /**
   * As {@code docker save} writes them since Docker 25, which {@code docker load}, {@code podman
   * load} and {@code skopeo copy docker-archive:} read: an OCI layout with a {@code manifest.json}.
   *
   * @see <a href="https://github.com/moby/docker-image-spec/blob/main/v1.2.md">Docker image
   *     specification</a>
   */
  DOCKER,
  /**
   * A tar of an OCI layout, which {@code podman load} and {@code skopeo copy oci-archive:} read.
   *
   * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
   *     layout specification</a>
   */
  OCI
}
