package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;

/**
 * A range of an open file: a blob, or a member of an archive.
 *
 * @param name what errors call it
 */
record FileRegion(String name, OpenFile file, long offset, long length) implements BlobInput {

  @Override
  public int read(long position, NativeBuffer target) throws CaissonException {
    int wanted = (int) Math.min(target.capacity(), length - position);
    int count = file.read(offset + position, target, wanted);
    if (count < wanted) {
      throw InvalidImage.reading(name, "the file ends before byte " + (position + wanted));
    }
    return count;
  }

  /** Returns how the bytes are packed. */
  Compression compression() throws CaissonException {
    int wanted = (int) Math.min(Compression.MAGIC_LENGTH, length);
    return Compression.of(file.read(offset, wanted));
  }

  /** Returns all bytes of a document. */
  byte[] document() throws CaissonException {
    if (length > JsonObject.MAX_BYTES) {
      throw InvalidImage.reading(
          name, length + " bytes are more than a JSON document of an image may have");
    }
    byte[] bytes = file.read(offset, (int) length);
    if (bytes.length < length) {
      throw InvalidImage.reading(name, "the file ends before byte " + length);
    }
    return bytes;
  }
}
