package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.Leases;
import dev.caisson.image.content.NewBlob;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Copies blobs into a store.
 *
 * @param blobs where to
 * @param lease what keeps them there
 */
record BlobCopy(Blobs blobs, Leases.Lease lease) {

  private static final int BUFFER_SIZE = 1 << 20;

  /** Copies a blob whose digest is known, unless it is there, and verifies it. */
  void copy(Descriptor descriptor, BlobInput input) throws CaissonException {
    if (!holds(descriptor)) {
      add(input, Optional.of(descriptor.digest()));
    }
  }

  /** Keeps a blob, and returns whether it is there. */
  boolean holds(Descriptor descriptor) throws CaissonException {
    lease.hold(Blobs.item(descriptor.digest()));
    return blobs.size(descriptor.digest()).equals(Optional.of(descriptor.size()));
  }

  /** Copies a blob, and returns what refers to it. */
  Descriptor copy(String mediaType, BlobInput input) throws CaissonException {
    return Descriptor.of(mediaType, add(input, Optional.empty()), input.length());
  }

  private Digest add(BlobInput input, Optional<Digest> expected) throws CaissonException {
    try (NewBlob blob = blobs.create()) {
      Digest digest = write(input, blob);
      if (expected.isPresent() && !expected.get().equals(digest)) {
        throw InvalidImage.reading(
            input.name(), "its digest is " + digest + ", not " + expected.get());
      }
      lease.hold(Blobs.item(digest));
      blob.commit(digest);
      return digest;
    }
  }

  private static Digest write(BlobInput input, NewBlob blob) throws CaissonException {
    MessageDigest hash = Digest.sha256();
    try (NativeBuffer buffer = NativeBuffer.allocate(BUFFER_SIZE)) {
      long position = 0;
      while (position < input.length()) {
        int count = input.read(position, buffer);
        ByteBuffer bytes = buffer.bytes().duplicate();
        hash.update(bytes.position(0).limit(count));
        blob.write(buffer, 0, count);
        position += count;
      }
    }
    return Digest.of(hash.digest());
  }
}
