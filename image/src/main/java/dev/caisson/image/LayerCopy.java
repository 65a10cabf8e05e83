package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.NewBlob;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.linux.NativeBuffer;
import java.util.Optional;

/**
 * Copies layers into a store. What they unpack to is verified while they are written, so that no
 * image is stored that nobody could use, and no byte is read twice.
 *
 * @param limits what a layer may unpack to
 */
record LayerCopy(BlobCopy blobs, UnpackLimits limits) {

  /** Copies a layer whose digest is known; of one that is there, only the tar is verified. */
  void copy(Descriptor layer, FileRegion input, DiffId diffId) throws CaissonException {
    if (input.compression() == Compression.NONE) {
      LayerStream.requireDiffId(input.name(), diffId, new DiffId(layer.digest()));
      blobs.copy(layer, input);
    } else if (blobs.holds(layer)) {
      verify(input, Optional.of(layer.digest()), diffId);
    } else {
      add(input, Optional.of(layer.digest()), diffId);
    }
  }

  /** Copies a layer, and returns what refers to it. */
  Descriptor copy(String mediaType, FileRegion input, DiffId diffId) throws CaissonException {
    if (input.compression() != Compression.NONE) {
      return Descriptor.of(mediaType, add(input, Optional.empty(), diffId), input.length());
    }
    Descriptor layer = blobs.copy(mediaType, input);
    LayerStream.requireDiffId(input.name(), diffId, new DiffId(layer.digest()));
    return layer;
  }

  private Digest add(BlobInput input, Optional<Digest> expected, DiffId diffId)
      throws CaissonException {
    try (NewBlob blob = blobs.blobs().create()) {
      Digest digest = verify(new Copied(input, blob), expected, diffId);
      blobs.lease().hold(Blobs.item(digest));
      blob.commit(digest);
      return digest;
    }
  }

  /** Reads all of a layer; returns the digest of its packed bytes. */
  private Digest verify(BlobInput input, Optional<Digest> expected, DiffId diffId)
      throws CaissonException {
    try (LayerStream stream = LayerStream.hashing(input, limits)) {
      DiffId tar = stream.finish();
      Digest packed = stream.stored();
      LayerStream.requireDigest(input.name(), expected.orElse(packed), packed);
      LayerStream.requireDiffId(input.name(), diffId, tar);
      return packed;
    }
  }

  /** Bytes that are written to a blob when they are read; all are, from front to back. */
  private record Copied(BlobInput input, NewBlob blob) implements BlobInput {

    @Override
    public String name() {
      return input.name();
    }

    @Override
    public long length() {
      return input.length();
    }

    @Override
    public int read(long position, NativeBuffer target) throws CaissonException {
      int count = input.read(position, target);
      blob.write(target, 0, count);
      return count;
    }
  }
}
