package dev.caisson.image.oci;

/**
 * What the documents and blobs of images are called.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/media-types.md">OCI image
 *     media types</a>
 */
public final class MediaTypes {

  /** An index, which lists manifests. */
  public static final String INDEX = "application/vnd.oci.image.index.v1+json";

  /** The manifest of an image. */
  public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** The configuration of an image. */
  public static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  /** A layer that is not compressed; others have {@code +gzip} or {@code +zstd} after it. */
  public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  /** The annotation of a manifest in a layout's index that says its name. */
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** The annotation by which containerd and Docker say the whole name where the other is a tag. */
  public static final String IMAGE_NAME = "io.containerd.image.name";

  private MediaTypes() {}
}
