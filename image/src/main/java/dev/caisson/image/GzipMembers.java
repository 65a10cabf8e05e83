package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.InvalidImage;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip data: all members, zeros after the last one, and nothing else.
 *
 * <p>The JDK's and Commons Compress's readers each give less than all of some real layers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipMembers implements Decoder {

  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;
  private static final int TIME_FLAGS_SYSTEM = 6;

  private final String name;
  private final StoredBytes input;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private boolean inMember;
  private boolean afterMember;

  GzipMembers(String name, StoredBytes input) {
    this.name = name;
    this.input = input;
  }

  @Override
  public void read(ByteBuffer target) throws CaissonException, InterruptedException {
    while (target.hasRemaining()) {
      if (!inMember && !startMember()) {
        return;
      }
      inflate(target);
    }
  }

  private void inflate(ByteBuffer target) throws CaissonException, InterruptedException {
    ByteBuffer bytes = input.bytes();
    if (inflater.needsInput() && !bytes.hasRemaining()) {
      throw malformed("the compressed data are cut short");
    }
    int start = target.position();
    inflater.setInput(bytes);
    try {
      inflater.inflate(target);
    } catch (DataFormatException e) {
      InvalidImageException malformed = malformed("bad compressed data: " + e.getMessage());
      malformed.initCause(e);
      throw malformed;
    }
    crc.update(target.duplicate().limit(target.position()).position(start));
    if (inflater.finished()) {
      endMember();
    } else if (inflater.needsDictionary()) {
      throw malformed("the compressed data need a preset dictionary");
    }
  }

  private boolean startMember() throws CaissonException, InterruptedException {
    if (!input.hasNext()) {
      return false;
    }
    int magic = input.next();
    if (magic == 0 && afterMember) {
      skipZeros();
      return false;
    }
    if (magic != MAGIC_1 || input.next() != MAGIC_2) {
      throw malformed("something that is not gzip follows the compressed data");
    }
    skipHeader();
    inflater.reset();
    crc.reset();
    inMember = true;
    return true;
  }

  private void skipZeros() throws CaissonException, InterruptedException {
    while (input.hasNext()) {
      if (input.next() != 0) {
        throw malformed("something that is not gzip follows the compressed data");
      }
    }
  }

  private void skipHeader() throws CaissonException, InterruptedException {
    int method = input.next();
    int flags = input.next();
    if (method != DEFLATE || (flags & RESERVED) != 0) {
      throw malformed("gzip method " + method + " with flags " + flags);
    }
    skip(TIME_FLAGS_SYSTEM);
    if ((flags & EXTRA) != 0) {
      skip(input.next() | input.next() << Byte.SIZE);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(Short.BYTES);
    }
  }

  private void skip(int count) throws CaissonException, InterruptedException {
    for (int i = 0; i < count; i++) {
      input.next();
    }
  }

  private void skipText() throws CaissonException, InterruptedException {
    int next = input.next();
    while (next != 0) {
      next = input.next();
    }
  }

  private void endMember() throws CaissonException, InterruptedException {
    if (readInt() != (int) crc.getValue()) {
      throw malformed("the compressed data have a wrong CRC");
    }
    if (readInt() != (int) inflater.getBytesWritten()) {
      throw malformed("the compressed data have a wrong length");
    }
    inMember = false;
    afterMember = true;
  }

  private int readInt() throws CaissonException, InterruptedException {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      value |= input.next() << shift;
    }
    return value;
  }

  private InvalidImageException malformed(String cause) {
    return InvalidImage.reading(name, cause);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
