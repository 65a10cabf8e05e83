package dev.caisson.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * One header block of 512 bytes, in the formats v7, ustar, GNU and star.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/tar.5.html">tar(5)</a>
 */
final class TarHeader {

  static final int SIZE = 512;

  /** A field: where it starts and how long it is. */
  enum Field {
    NAME(0, 100),
    MODE(100, 8),
    UID(108, 8),
    GID(116, 8),
    SIZE(124, 12),
    MTIME(136, 12),
    CHECKSUM(148, 8),
    TYPE(156, 1),
    LINK_NAME(157, 100),
    MAGIC(257, 8),
    DEVICE_MAJOR(329, 8),
    DEVICE_MINOR(337, 8),
    PREFIX(345, 155),
    STAR_PREFIX(345, 131),
    GNU_ATIME(345, 12),
    STAR_TRAILER(508, 4);

    private final int offset;
    private final int length;

    Field(int offset, int length) {
      this.offset = offset;
      this.length = length;
    }
  }

  private static final byte[] GNU_MAGIC = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] POSIX_MAGIC = "ustar\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STAR_TRAILER = "tar\0".getBytes(StandardCharsets.US_ASCII);
  private static final int BINARY = 0x80;
  private static final int NEGATIVE = 0x40;
  private static final int MAX_OCTAL_DIGITS = 20;

  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether the checksum is right, summed over unsigned or, as old tars did, signed bytes.
   */
  boolean hasRightChecksum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < SIZE; i++) {
      boolean own = i >= Field.CHECKSUM.offset && i < Field.CHECKSUM.offset + Field.CHECKSUM.length;
      byte b = own ? (byte) ' ' : block[i];
      unsigned += Byte.toUnsignedInt(b);
      signed += b;
    }
    OptionalLong sum = number(Field.CHECKSUM);
    return sum.isPresent() && (sum.getAsLong() == unsigned || sum.getAsLong() == signed);
  }

  byte typeFlag() {
    return block[Field.TYPE.offset];
  }

  boolean isPosixOrGnu() {
    return startsWith(Field.MAGIC, POSIX_MAGIC) || isGnu();
  }

  private boolean isGnu() {
    return startsWith(Field.MAGIC, GNU_MAGIC);
  }

  private boolean startsWith(Field field, byte[] bytes) {
    int end = field.offset + bytes.length;
    return Arrays.equals(block, field.offset, end, bytes, 0, bytes.length);
  }

  /** Returns the bytes of a field up to the first NUL. */
  byte[] text(Field field) {
    int end = field.offset;
    while (end < field.offset + field.length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, field.offset, end);
  }

  /** Returns the name with the prefix that the format has room for. */
  byte[] fullName() {
    byte[] prefix = prefix();
    byte[] name = text(Field.NAME);
    if (prefix.length == 0) {
      return name;
    }
    byte[] full = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    full[prefix.length] = '/';
    System.arraycopy(name, 0, full, prefix.length + 1, name.length);
    return full;
  }

  private byte[] prefix() {
    if (isGnu()) {
      // Go before 1.8 wrote a prefix into GNU headers; Go reads it where no time can be meant.
      boolean time = block[Field.GNU_ATIME.offset] == 0 || number(Field.GNU_ATIME).isPresent();
      return time ? new byte[0] : text(Field.PREFIX);
    }
    if (!startsWith(Field.MAGIC, POSIX_MAGIC)) {
      return new byte[0];
    }
    boolean star = startsWith(Field.STAR_TRAILER, STAR_TRAILER);
    return text(star ? Field.STAR_PREFIX : Field.PREFIX);
  }

  /** Returns one byte. */
  byte at(int offset) {
    return block[offset];
  }

  /** Returns a number in octal digits or base 256; empty where it is neither, or too large. */
  OptionalLong number(Field field) {
    return number(field.offset, field.length);
  }

  /** Returns a number in a part of the block that is no field of every header. */
  OptionalLong number(int offset, int length) {
    return (block[offset] & BINARY) != 0 ? base256(offset, length) : octal(offset, length);
  }

  private OptionalLong base256(int offset, int length) {
    int inverted = (block[offset] & NEGATIVE) != 0 ? 0xff : 0;
    long value = 0;
    for (int i = 0; i < length; i++) {
      int b = Byte.toUnsignedInt(block[offset + i]) ^ inverted;
      int digit = i == 0 ? b & ~BINARY : b;
      if (value >>> (Long.SIZE - Byte.SIZE) != 0) {
        return OptionalLong.empty();
      }
      value = value << Byte.SIZE | digit;
    }
    if (value < 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(inverted == 0 ? value : ~value);
  }

  private OptionalLong octal(int offset, int length) {
    int start = offset;
    int end = offset + length;
    while (start < end && isBlank(block[start])) {
      start++;
    }
    while (end > start && isBlank(block[end - 1])) {
      end--;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = block[i] - '0';
      if (digit < 0 || digit > 7 || end - start > MAX_OCTAL_DIGITS) {
        return OptionalLong.empty();
      }
      value = value << 3 | digit;
    }
    return OptionalLong.of(value);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == 0;
  }
}
