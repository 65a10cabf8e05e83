package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Loop;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/** The reading end of a captured stream, which the loop's thread reads. */
final class Capture implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  // What is read is copied on at once, so one buffer serves all containers.
  private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[CHUNK]);

  private final FdChannel channel;
  private final OutputBudget budget;
  private ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private Optional<Loop.Watch> watch = Optional.empty();
  private boolean ended;

  Capture(Fd fd, OutputBudget budget) {
    this(new FdChannel(fd, CHUNK), budget);
  }

  private Capture(FdChannel channel, OutputBudget budget) {
    this.channel = channel;
    this.budget = budget;
  }

  /** Makes that of the master of a terminal. */
  static Capture ofTerminal(Fd master, OutputBudget budget) {
    return new Capture(FdChannel.ofTerminal(master, CHUNK), budget);
  }

  /** Starts reading. */
  synchronized void start(Loop loop, Life life) throws SystemCallException {
    watch = Optional.of(loop.watch(channel.fd(), () -> life.attempt(this::readOrStop)));
  }

  private synchronized void readOrStop() throws CaissonException {
    try {
      read();
    } catch (SystemCallException e) {
      stop();
      throw e;
    } catch (OutOfMemoryError e) {
      int length = captured.size();
      captured = new ByteArrayOutputStream(0);
      stop();
      throw tooMuch(length);
    }
  }

  private static CaissonException tooMuch(int length) {
    return new CaissonException(
        "capture output",
        "",
        "the heap has no room for more than " + length + " bytes",
        Optional.of("set a lower output limit, or read the output from Output.pipe()"));
  }

  private void read() throws SystemCallException {
    byte[] chunk = BUFFER.get();
    OptionalInt count = channel.read(chunk, 0, chunk.length);
    if (count.isEmpty()) {
      ended = true;
      stop();
    } else {
      captured.write(chunk, 0, budget.take(count.getAsInt()));
    }
  }

  /** Reads what is left once nobody can write any more, and returns all. */
  synchronized Captured finish() throws CaissonException {
    stop();
    try {
      while (!ended && channel.awaitReadable(0)) {
        read();
      }
      return new Captured(captured.toByteArray());
    } catch (OutOfMemoryError e) {
      throw tooMuch(captured.size());
    }
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
