package dev.caisson.launch;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.FdChannel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the JVM writes to a control pipe: first the size of a program, and later signals.
 *
 * @param value the size in bytes, or the signal's number
 * @param target whom kill(2) in the container sends the signal; 0 with a size
 */
record ControlWord(long value, long target) {

  static final int BYTES = 2 * Long.BYTES;

  // The second process of a new PID namespace, and the leader of its group.
  private static final long PAYLOAD = 2;

  static ControlWord size(long bytes) {
    return new ControlWord(bytes, 0);
  }

  static ControlWord signal(int number) {
    return new ControlWord(number, PAYLOAD);
  }

  static ControlWord signalToGroup(int number) {
    return new ControlWord(number, -PAYLOAD);
  }

  /** Writes it at once, so that it is read at once. */
  void writeTo(FdChannel control) throws SystemCallException {
    byte[] words =
        ByteBuffer.allocate(BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(value)
            .putLong(target)
            .array();
    control.write(words, 0, words.length);
  }
}
