package dev.caisson.image.build;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.linux.CString;
import dev.caisson.linux.Timestamp;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** The records of a PAX extended header: what the header block itself has no room for. */
final class ExtendedHeader {

  private static final String XATTR = "SCHILY.xattr.";
  private static final int NANOSECOND_DIGITS = 9;
  private static final long NANOSECONDS_PER_SECOND = 1_000_000_000;

  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  /** Returns the records that a member needs; none if its header block says it all. */
  static byte[] of(TarMember member) {
    ExtendedHeader header = new ExtendedHeader();
    header.add(member);
    return header.records.toByteArray();
  }

  private void add(TarMember member) {
    boolean longPath = !UstarHeader.holds(member.path());
    boolean longLink = !UstarHeader.holds(member.link());
    if ((longPath && !isUtf8(member.path())) || (longLink && !isUtf8(member.link()))) {
      record("hdrcharset", "BINARY");
    }
    if (longPath) {
      record("path", member.path().bytes());
    }
    if (longLink) {
      record("linkpath", member.link().bytes());
    }
    if (!UstarHeader.holdsSize(member.size())) {
      record("size", Long.toString(member.size()));
    }
    if (!UstarHeader.holdsId(member.uid())) {
      record("uid", Long.toString(member.uid()));
    }
    if (!UstarHeader.holdsId(member.gid())) {
      record("gid", Long.toString(member.gid()));
    }
    if (!UstarHeader.holds(member.modified())) {
      record("mtime", decimal(member.modified()));
    }
    member.xattrs().forEach((name, value) -> record(bytes(XATTR, name), value));
  }

  private static boolean isUtf8(CString text) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text.bytes()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static byte[] bytes(String prefix, CString name) {
    byte[] key = Arrays.copyOf(prefix.getBytes(US_ASCII), prefix.length() + name.length());
    name.copyTo(key, prefix.length());
    return key;
  }

  /** Returns a time in seconds, with as many digits after the point as it takes. */
  private static String decimal(Timestamp time) {
    boolean negative = time.seconds() < 0;
    boolean borrow = negative && time.nanoseconds() > 0;
    long seconds = borrow ? time.seconds() + 1 : time.seconds();
    long nanoseconds = borrow ? NANOSECONDS_PER_SECOND - time.nanoseconds() : time.nanoseconds();
    String whole = (negative ? "-" : "") + Math.abs(seconds);
    if (nanoseconds == 0) {
      return whole;
    }
    String digits = Long.toString(NANOSECONDS_PER_SECOND + nanoseconds).substring(1);
    int end = NANOSECOND_DIGITS;
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + digits.substring(0, end);
  }

  private void record(String key, String value) {
    record(key, value.getBytes(US_ASCII));
  }

  private void record(String key, byte[] value) {
    record(key.getBytes(US_ASCII), value);
  }

  private void record(byte[] key, byte[] value) {
    int rest = key.length + value.length + 3;
    int length = rest + 1;
    // The length counts its own digits.
    while (rest + Integer.toString(length).length() != length) {
      length = rest + Integer.toString(length).length();
    }
    records.writeBytes((length + " ").getBytes(US_ASCII));
    records.writeBytes(key);
    records.write('=');
    records.writeBytes(value);
    records.write('\n');
  }
}
