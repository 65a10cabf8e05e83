package dev.caisson.image.build;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisson.linux.CString;
import dev.caisson.linux.Timestamp;
import java.util.Arrays;

/**
 * A header block of 512 bytes in the format ustar.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/tar.5.html">tar(5)</a>
 */
final class UstarHeader {

  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int MODE = 100;
  private static final int UID = 108;
  private static final int GID = 116;
  private static final int SIZE = 124;
  private static final int MTIME = 136;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;
  private static final int DEVICE_MAJOR = 329;
  private static final int DEVICE_MINOR = 337;
  private static final int SHORT_DIGITS = 7;
  private static final int LONG_DIGITS = 11;
  private static final int CHECKSUM_DIGITS = 6;
  private static final int OCTAL_BITS = 3;
  private static final int EXTENDED_MODE = 0644;
  private static final byte[] EXTENDED = "PaxHeaders.0/".getBytes(US_ASCII);

  private final byte[] block = new byte[BLOCK];

  private UstarHeader() {}

  /** Returns whether a name fits, and means the same in every character set. */
  static boolean holds(CString name) {
    if (name.length() > NAME_BYTES) {
      return false;
    }
    for (byte b : name.bytes()) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  static boolean holdsId(long id) {
    return fits(id, SHORT_DIGITS);
  }

  static boolean holdsSize(long size) {
    return fits(size, LONG_DIGITS);
  }

  static boolean holds(Timestamp time) {
    return time.nanoseconds() == 0 && fits(time.seconds(), LONG_DIGITS);
  }

  private static boolean fits(long number, int digits) {
    return number >= 0 && number >> (OCTAL_BITS * digits) == 0;
  }

  /** Returns the header of a member; what does not fit must be in an extended one. */
  static byte[] of(TarMember member) {
    UstarHeader header = new UstarHeader();
    header.put(0, cut(member.path()));
    header.octal(MODE, member.mode(), SHORT_DIGITS);
    header.octal(UID, holdsId(member.uid()) ? member.uid() : 0, SHORT_DIGITS);
    header.octal(GID, holdsId(member.gid()) ? member.gid() : 0, SHORT_DIGITS);
    header.octal(SIZE, holdsSize(member.size()) ? member.size() : 0, LONG_DIGITS);
    header.octal(MTIME, wholeSeconds(member.modified()), LONG_DIGITS);
    header.block[TYPE] = (byte) member.type().flag();
    header.put(LINK, cut(member.link()));
    header.octal(DEVICE_MAJOR, member.device().major(), SHORT_DIGITS);
    header.octal(DEVICE_MINOR, member.device().minor(), SHORT_DIGITS);
    return header.finish();
  }

  /** Returns the header of the extended header of a member. */
  static byte[] ofExtended(CString path, int size) {
    UstarHeader header = new UstarHeader();
    byte[] name = cut(path);
    byte[] full = Arrays.copyOf(EXTENDED, Math.min(NAME_BYTES, EXTENDED.length + name.length));
    System.arraycopy(name, 0, full, EXTENDED.length, full.length - EXTENDED.length);
    for (int i = EXTENDED.length; i < full.length; i++) {
      // A slash at the end of a name would make a directory of it.
      full[i] = full[i] == '/' ? (byte) '_' : full[i];
    }
    header.put(0, full);
    header.octal(MODE, EXTENDED_MODE, SHORT_DIGITS);
    header.octal(UID, 0, SHORT_DIGITS);
    header.octal(GID, 0, SHORT_DIGITS);
    header.octal(SIZE, size, LONG_DIGITS);
    header.octal(MTIME, 0, LONG_DIGITS);
    header.block[TYPE] = 'x';
    header.octal(DEVICE_MAJOR, 0, SHORT_DIGITS);
    header.octal(DEVICE_MINOR, 0, SHORT_DIGITS);
    return header.finish();
  }

  private static long wholeSeconds(Timestamp time) {
    return fits(time.seconds(), LONG_DIGITS) ? time.seconds() : 0;
  }

  /** Returns as much of a name as fits, in ASCII, for readers that know no extended header. */
  private static byte[] cut(CString name) {
    byte[] bytes = name.bytes();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] < 0 ? (byte) '_' : bytes[i];
    }
    return bytes.length > NAME_BYTES ? Arrays.copyOf(bytes, NAME_BYTES) : bytes;
  }

  private void put(int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  private void octal(int offset, long value, int digits) {
    long rest = value;
    for (int i = offset + digits - 1; i >= offset; i--) {
      block[i] = (byte) ('0' + (rest & 7));
      rest >>= OCTAL_BITS;
    }
  }

  private byte[] finish() {
    put(MAGIC, "ustar\00000".getBytes(US_ASCII));
    Arrays.fill(block, CHECKSUM, CHECKSUM + CHECKSUM_DIGITS + 2, (byte) ' ');
    long sum = 0;
    for (byte b : block) {
      sum += Byte.toUnsignedInt(b);
    }
    octal(CHECKSUM, sum, CHECKSUM_DIGITS);
    block[CHECKSUM + CHECKSUM_DIGITS] = 0;
    return block;
  }
}
