package dev.caisson.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tars, right and wrong ones, entry by entry. */
final class TarBytes {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** One header whose fields a test may spoil before it is written. */
  static final class Header {
    private final byte[] block = new byte[BLOCK];
    private boolean checksum = true;

    Header(String name, char type, long size) {
      put(0, name.getBytes(StandardCharsets.UTF_8));
      octal(100, 8, 0644);
      octal(108, 8, 0);
      octal(116, 8, 0);
      octal(124, 12, size);
      octal(136, 12, 1_000_000_000);
      put(156, new byte[] {(byte) type});
      put(257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
      octal(329, 8, 0);
      octal(337, 8, 0);
    }

    Header put(int offset, byte[] bytes) {
      System.arraycopy(bytes, 0, block, offset, bytes.length);
      return this;
    }

    Header octal(int offset, int length, long value) {
      String digits = String.format("%0" + (length - 1) + "o\0", value);
      return put(offset, digits.getBytes(StandardCharsets.US_ASCII));
    }

    Header mode(int mode) {
      return octal(100, 8, mode);
    }

    Header owner(long uid, long gid) {
      return octal(108, 8, uid).octal(116, 8, gid);
    }

    Header link(String target) {
      return put(157, target.getBytes(StandardCharsets.UTF_8));
    }

    Header device(int major, int minor) {
      return octal(329, 8, major).octal(337, 8, minor);
    }

    Header wrongChecksum() {
      checksum = false;
      return this;
    }

    byte[] bytes() {
      Arrays.fill(block, 148, 156, (byte) ' ');
      int sum = checksum ? 0 : 1;
      for (byte b : block) {
        sum += Byte.toUnsignedInt(b);
      }
      octal(148, 7, sum);
      return block;
    }
  }

  static Header header(String name, char type) {
    return new Header(name, type, 0);
  }

  TarBytes add(Header header) {
    out.writeBytes(header.bytes());
    return this;
  }

  TarBytes add(Header header, byte[] body) {
    return add(header.octal(124, 12, body.length)).raw(padded(body));
  }

  private static byte[] padded(byte[] body) {
    return Arrays.copyOf(body, (body.length + BLOCK - 1) / BLOCK * BLOCK);
  }

  TarBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  TarBytes file(String name, String content) {
    return add(header(name, '0'), content.getBytes(StandardCharsets.UTF_8));
  }

  TarBytes dir(String name) {
    return add(header(name, '5').mode(0755));
  }

  TarBytes symlink(String name, String target) {
    return add(header(name, '2').link(target));
  }

  TarBytes hardLink(String name, String target) {
    return add(header(name, '1').link(target));
  }

  /** Adds an extended header for the next entry; each record is {@code key}, {@code value}. */
  TarBytes pax(String key, byte[] value) {
    return add(header("pax", 'x'), record(key, value));
  }

  static byte[] record(String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + String.valueOf(rest).length();
    length = rest + String.valueOf(length).length();
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.ISO_8859_1));
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  /** Returns the entries without the blocks that end an archive. */
  byte[] open() {
    return out.toByteArray();
  }

  /** Returns the whole archive. */
  byte[] bytes() {
    byte[] entries = out.toByteArray();
    return Arrays.copyOf(entries, entries.length + 2 * BLOCK);
  }
}
