package dev.caisson;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a container wrote to a captured stream, up to the output limit. */
public final class Captured {

  static final Captured NOTHING = new Captured(new byte[0]);

  private final byte[] bytes;

  Captured(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Returns the bytes as UTF-8; what is not valid UTF-8 becomes U+FFFD. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Captured that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns {@link #text}. */
  @Override
  public String toString() {
    return text();
  }
}
