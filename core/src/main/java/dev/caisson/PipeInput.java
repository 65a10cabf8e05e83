package dev.caisson;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What a container writes, read by the caller at his own pace. */
final class PipeInput extends InputStream {

  private static final int CHUNK = 64 * 1024;
  private static final int POLL_MILLIS = 50;
  private static final int END = -1;

  private final FdChannel channel;
  private final OutputBudget budget;
  private final Optional<Terminal> terminal;
  private volatile boolean closed;
  private boolean ended;

  /** Makes that of a pipe's end, which nobody else may have open. */
  static PipeInput ofPipe(Fd end, OutputBudget budget) throws SystemCallException {
    return new PipeInput(FdChannel.withoutWaiting(end, CHUNK), budget, Optional.empty());
  }

  private PipeInput(FdChannel channel, OutputBudget budget, Optional<Terminal> terminal) {
    this.channel = channel;
    this.budget = budget;
    this.terminal = terminal;
  }

  /** Makes that of the master of a terminal, which it closes too. */
  static PipeInput ofTerminal(Fd master, OutputBudget budget, Terminal terminal) {
    return new PipeInput(FdChannel.ofTerminal(master, CHUNK), budget, Optional.of(terminal));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == END ? END : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    while (true) {
      synchronized (this) {
        requireOpen();
        if (length == 0) {
          return 0;
        }
        if (ended) {
          return END;
        }
        OptionalInt count = channel.readNow(target, offset, length);
        if (count.isEmpty() || count.getAsInt() > 0) {
          return taken(count);
        }
      }
      // Not under the lock, since the end may never come where the container has given the pipe
      // away.
      awaitData();
    }
  }

  private void awaitData() throws IOException {
    try {
      channel.awaitReadable(POLL_MILLIS);
    } catch (IllegalStateException e) {
      throw new IOException("stream is closed", e);
    }
  }

  private int taken(OptionalInt count) {
    int within = count.isEmpty() ? 0 : budget.take(count.getAsInt());
    ended = within == 0;
    return ended ? END : within;
  }

  /**
   * Returns what is written and not read yet, which does not become less while the budget is looked
   * at under this lock.
   */
  private int unread() throws SystemCallException {
    return closed || ended ? 0 : channel.available();
  }

  /**
   * Finds out, once the command has ended, whether it has written more than the budget has left,
   * which nobody may ever read.
   */
  static void settle(Optional<PipeInput> stdout, Optional<PipeInput> stderr, OutputBudget budget)
      throws SystemCallException {
    Object none = new Object();
    synchronized (stdout.map(Object.class::cast).orElse(none)) {
      synchronized (stderr.map(Object.class::cast).orElse(none)) {
        int unread = 0;
        for (Optional<PipeInput> stream : List.of(stdout, stderr)) {
          unread += stream.isPresent() ? stream.get().unread() : 0;
        }
        budget.require(unread);
      }
    }
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
    terminal.ifPresent(Terminal::close);
    synchronized (this) {
      channel.close();
    }
  }
}
