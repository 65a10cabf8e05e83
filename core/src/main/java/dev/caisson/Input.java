package dev.caisson;

import java.nio.charset.StandardCharsets;

/** What a container reads from its standard input. */
public sealed interface Input {

  /** Returns nothing: the end of the file at once. The default of {@link Container#run}. */
  static Input empty() {
    return new Empty();
  }

  /** Returns these bytes and then the end of the file. */
  static Input of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** Returns the UTF-8 bytes of this text and then the end of the file. */
  static Input of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns what the caller writes to {@link RunningContainer#stdin}. */
  static Input pipe() {
    return new Pipe();
  }

  /** Returns the JVM's own standard input. */
  static Input inherit() {
    return new Inherit();
  }

  /** Nothing. */
  record Empty() implements Input {}

  /** Bytes known beforehand. */
  final class Bytes implements Input {

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** What the caller writes. */
  record Pipe() implements Input {}

  /** The JVM's own. */
  record Inherit() implements Input {}
}
