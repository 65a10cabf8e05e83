package dev.caisson.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Bytes without a NUL, as the kernel takes names, paths and options.
 *
 * <p>A file name on Linux is any bytes; a {@link String} can't hold them all, so this does.
 */
public final class CString {

  private final byte[] bytes;

  private CString(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        throw new IllegalArgumentException("NUL in: " + printable(bytes));
      }
    }
    this.bytes = bytes;
  }

  /**
   * Returns the UTF-8 bytes of a text.
   *
   * @throws IllegalArgumentException if the text holds a NUL
   */
  public static CString of(String text) {
    return new CString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a path's bytes, absolute where the path is not plain ASCII. */
  public static CString of(Path path) {
    String text = path.toString();
    // In a POSIX locale the JDK decodes other bytes lossily; only the URI keeps them.
    return text.chars().allMatch(c -> c < 0x80) ? of(text) : new CString(rawBytes(path));
  }

  private static byte[] rawBytes(Path path) {
    String uri = path.toAbsolutePath().toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      boolean escaped = uri.charAt(i) == '%';
      bytes.write(escaped ? Integer.parseInt(uri, i + 1, i + 3, 16) : uri.charAt(i));
      i += escaped ? 2 : 0;
    }
    return bytes.toByteArray();
  }

  /**
   * Returns a copy of these bytes.
   *
   * @throws IllegalArgumentException if one of them is NUL
   */
  public static CString of(byte[] bytes) {
    return new CString(bytes.clone());
  }

  /** Returns these bytes, a slash, and a name. */
  public CString resolve(CString name) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.bytes.length);
    joined[bytes.length] = '/';
    name.copyTo(joined, bytes.length + 1);
    return new CString(joined);
  }

  /** Returns the number of bytes, without a terminating NUL. */
  public int length() {
    return bytes.length;
  }

  /**
   * Returns whether this can be the name of a directory's entry: one component, not a dot or two.
   */
  public boolean isName() {
    for (byte b : bytes) {
      if (b == '/') {
        return false;
      }
    }
    boolean dots = bytes.length <= 2 && bytes.length > 0 && bytes[0] == '.';
    return bytes.length > 0 && !(dots && bytes[bytes.length - 1] == '.');
  }

  /** Returns a copy of the bytes, without a terminating NUL. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Copies the bytes, without a terminating NUL, to a place in an array. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      int value = Byte.toUnsignedInt(b);
      text.append(
          value >= 0x20 && value < 0x7f && value != '\\'
              ? String.valueOf((char) value)
              : String.format("\\x%02x", value));
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * Returns the text where the bytes are valid UTF-8, else printable ASCII with the rest as {@code
   * \xNN}.
   */
  @Override
  public String toString() {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : printable(bytes);
  }
}
