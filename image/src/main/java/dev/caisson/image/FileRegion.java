package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;

/**
 * A range of an open file: a blob, or a member of an archive.
 *
 * @param name what errors call it
 */
record FileRegion(String name, OpenFile file, long offset, long length) {

  /** Reads at a position of the region into the start of a buffer; returns how many bytes. */
  int read(long position, NativeBuffer target) throws CaissonException {
    int wanted = (int) Math.min(target.capacity(), length - position);
    int count = file.read(offset + position, target, wanted);
    if (count < wanted) {
      throw InvalidImage.reading(name, "the file ends before byte " + (position + wanted));
    }
    return count;
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
