package dev.caisson;

import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.OptionalInt;

/** What a container writes, read by the caller at his own pace. */
final class PipeInput extends InputStream {

  private static final int CHUNK = 64 * 1024;
  private static final int POLL_MILLIS = 50;
  private static final int END = -1;

  private final FdChannel channel;
  private final OutputBudget budget;
  private volatile boolean closed;
  private boolean ended;

  PipeInput(Fd fd, OutputBudget budget) {
    this.channel = new FdChannel(fd, CHUNK);
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == END ? END : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    requireOpen();
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return END;
    }
    // The end may never come where the container has given the pipe away, so a close is looked for.
    while (!channel.awaitReadable(POLL_MILLIS)) {
      requireOpen();
    }
    OptionalInt count = channel.read(target, offset, length);
    int within = count.isEmpty() ? 0 : budget.take(count.getAsInt());
    ended = within == 0;
    return ended ? END : within;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("stream is closed");
    }
  }

  /** Closes the stream; a read that is under way in another thread fails. */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      channel.close();
    }
  }
}
