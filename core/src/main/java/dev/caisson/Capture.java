package dev.caisson;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/** The reading end of a captured stream, read by the loop's thread alone. */
final class Capture implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final FdChannel channel;
  private final OutputBudget budget;
  private final byte[] chunk = new byte[CHUNK];
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private Optional<Loop.Watch> watch = Optional.empty();
  private boolean ended;

  Capture(Fd fd, OutputBudget budget) {
    this.channel = new FdChannel(fd, CHUNK);
    this.budget = budget;
  }

  /** Starts reading. */
  void start(Loop loop, Failures failures) throws SystemCallException {
    watch = Optional.of(loop.watch(channel.fd(), () -> failures.collect(this::read)));
  }

  private void read() throws SystemCallException {
    OptionalInt count = channel.read(chunk, 0, chunk.length);
    if (count.isEmpty()) {
      ended = true;
      stop();
    } else {
      captured.write(chunk, 0, budget.take(count.getAsInt()));
    }
  }

  /** Reads what is left once nobody can write any more, and returns all. */
  Captured finish() throws SystemCallException {
    stop();
    while (!ended && channel.awaitReadable(0)) {
      read();
    }
    return new Captured(captured.toByteArray());
  }

  private void stop() throws SystemCallException {
    if (watch.isPresent()) {
      watch.get().cancel();
      watch = Optional.empty();
    }
  }

  @Override
  public void close() {
    channel.close();
  }
}
