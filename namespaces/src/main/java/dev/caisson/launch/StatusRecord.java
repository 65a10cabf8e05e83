package dev.caisson.launch;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.FdChannel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a running program has reported.
 *
 * @param code a {@link Status} code, or the address of the operation that failed
 * @param value what the status says, or the negated errno
 */
record StatusRecord(long code, long value) {

  boolean is(Status status) {
    return code == status.code();
  }

  /** Waits for the next record; empty once nobody is left who could write one. */
  static Optional<StatusRecord> read(FdChannel channel) throws SystemCallException {
    byte[] bytes = new byte[Status.BYTES];
    // A record is written at once, and a pipe gives at once what was written so.
    OptionalInt count = channel.read(bytes, 0, bytes.length);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return count.isEmpty()
        ? Optional.empty()
        : Optional.of(new StatusRecord(words.getLong(), words.getLong()));
  }
}
