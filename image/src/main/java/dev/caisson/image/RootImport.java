package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.ConfigWriter;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.DocumentWriter;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.MediaTypes;
import dev.caisson.linux.OpenFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes an image of one layer from a tar of a root file system. */
final class RootImport {

  private final Content content;
  private final Scratch scratch;
  private final BlobCopy copy;

  RootImport(Content content, Scratch scratch, Leases.Lease lease) {
    this.content = content;
    this.scratch = scratch;
    this.copy = new BlobCopy(content.blobs(), lease);
  }

  /** Stores the image; returns its manifest. */
  Descriptor add(FileRegion tar, ImageConfig config, Optional<Instant> created)
      throws CaissonException {
    Optional<String> suffix = tar.compression().suffix();
    if (suffix.isPresent()) {
      return add(tar, MediaTypes.LAYER + suffix.get(), config, created);
    }
    // OCI has no name for layers in xz or bzip2.
    try (OpenFile plain = scratch.decompress(tar)) {
      FileRegion region = new FileRegion(tar.name(), plain, 0, plain.stat().size());
      return add(region, MediaTypes.LAYER, config, created);
    }
  }

  private Descriptor add(
      FileRegion tar, String mediaType, ImageConfig config, Optional<Instant> created)
      throws CaissonException {
    DiffId diffId = check(tar);
    Descriptor layer = copy.copy(mediaType, tar);
    byte[] document = ConfigWriter.write(config, List.of(diffId), created, "imported from a tar");
    Digest digest = content.blobs().put(document, copy.lease());
    Descriptor written = Descriptor.of(MediaTypes.CONFIG, digest, document.length);
    byte[] manifest = DocumentWriter.manifest(written, List.of(layer));
    return Descriptor.of(
        MediaTypes.MANIFEST, content.blobs().put(manifest, copy.lease()), manifest.length);
  }

  /** Reads the whole tar, so that what is none is refused; returns its digest. */
  private DiffId check(FileRegion region) throws CaissonException {
    try (LayerStream stream = LayerStream.open(region, scratch.limits())) {
      TarReader tar = new TarReader(stream);
      long count = 0;
      while (tar.next().isPresent()) {
        count++;
        if (count > scratch.limits().entries()) {
          throw InvalidImage.reading(
              region.name(),
              "more than " + scratch.limits().entries() + " entries",
              "raise UnpackLimits.entries");
        }
      }
      return stream.finish();
    }
  }
}
