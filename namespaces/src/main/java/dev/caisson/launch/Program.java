package dev.caisson.launch;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A syscall program: all that happens in a child between clone and exec, written down beforehand.
 *
 * <p>It is plain data: it can be printed, compared and tested without any privilege.
 *
 * @param operations in the order in which they run
 * @param data the strings, structures and slots that they refer to, by offset
 * @param pointers the offsets in the data at which addresses of other data stand
 */
record Program(List<Operation> operations, Data data, List<Pointer> pointers) {

  /** The bytes that operations refer to. */
  static final class Data {

    private final byte[] bytes;

    Data(byte[] bytes) {
      this.bytes = bytes;
    }

    int length() {
      return bytes.length;
    }

    void putTo(ByteBuffer target) {
      target.put(bytes);
    }
  }

  /** Says that the word at one offset is the address of another. */
  record Pointer(int at, int target) {}

  /** Returns a line an operation, numbered from 0. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < operations.size(); i++) {
      text.append(i).append(' ').append(operations.get(i)).append('\n');
    }
    return text.toString();
  }
}
