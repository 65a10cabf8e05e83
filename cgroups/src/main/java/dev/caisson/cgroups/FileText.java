package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelFile;
import dev.caisson.linux.NativeBuffer;

/**
 * The text of a file as bytes, read into memory that is used again for each, and a place in it.
 *
 * <p>Nothing is allocated, but when a file is longer than any before.
 */
final class FileText implements AutoCloseable {

  private static final int CAPACITY = 4096;

  private NativeBuffer memory = NativeBuffer.allocate(CAPACITY);
  private byte[] bytes = new byte[CAPACITY];
  private int length;
  private int at;

  /** Reads a file, and goes to its start. */
  void read(KernelFile file) throws CaissonException {
    length = file.read(memory);
    while (length == memory.capacity()) {
      NativeBuffer more = NativeBuffer.allocate(2 * memory.capacity());
      memory.close();
      memory = more;
      bytes = new byte[more.capacity()];
      length = file.read(more);
    }
    memory.bytes().get(0, bytes, 0, length);
    at = 0;
  }

  boolean isAtEnd() {
    return at >= length;
  }

  /** Goes behind the end of the line. */
  void nextLine() {
    while (at < length && bytes[at] != '\n') {
      at++;
    }
    at++;
  }

  /**
   * Returns whether the word at this place is this one, and if it is goes behind it and a space.
   */
  boolean skip(byte[] word) {
    int end = at + word.length;
    if (end > length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /** Returns whether this is the next byte, and if it is goes behind it. */
  boolean skip(char expected) {
    if (at < length && bytes[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Goes behind the next space of the line; returns whether there is one. */
  boolean skipWord() {
    while (at < length && bytes[at] != ' ' && bytes[at] != '\n') {
      at++;
    }
    return skip(' ');
  }

  /**
   * Returns the number without a sign at this place, and goes behind its digits.
   *
   * @throws NumberFormatException if there is none
   */
  long number() {
    int start = at;
    long number = 0;
    while (at < length && bytes[at] >= '0' && bytes[at] <= '9') {
      number = 10 * number + (bytes[at] - '0');
      at++;
    }
    if (at == start) {
      throw new NumberFormatException("no number at " + at + " of: " + this);
    }
    return number;
  }

  @Override
  public void close() {
    memory.close();
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
