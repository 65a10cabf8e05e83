package dev.caisson.examples.cli;

import dev.caisson.image.Digest;
import dev.caisson.image.registry.Transfer;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shows how far a transfer is: on a terminal as one line that is drawn anew, elsewhere not at all.
 * What goes wrong on the way has a line of its own.
 */
final class ProgressBar implements Transfer.Listener, AutoCloseable {

  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String CLEAR = "\r\u001b[K";
  private static final double MEGABYTE = 1e6;

  private final PrintStream out;
  private final boolean shown;
  private final Map<Digest, Long> sizes = new LinkedHashMap<>();
  private final Map<Digest, Long> done = new LinkedHashMap<>();
  private long drawn = System.nanoTime() - REDRAW_NANOS;
  private boolean closed;

  ProgressBar(PrintStream out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  static ProgressBar of(boolean quiet) {
    return new ProgressBar(System.err, !quiet && Standard.ERROR.isTerminal());
  }

  @Override
  public synchronized void on(Transfer event) {
    if (event instanceof Transfer.Started started) {
      sizes.put(started.digest(), started.size());
      done.put(started.digest(), started.from());
    } else if (event instanceof Transfer.Advanced advanced) {
      done.put(advanced.digest(), advanced.bytes());
    } else if (event instanceof Transfer.Paused paused) {
      clear();
      Complaint.say(
          paused.cause()
              + "; attempt "
              + paused.attempt()
              + " in "
              + paused.pause().toMillis()
              + " ms");
    }
    if (shown && !closed && System.nanoTime() - drawn >= REDRAW_NANOS) {
      drawn = System.nanoTime();
      out.print(CLEAR + line());
      out.flush();
    }
  }

  /** Returns the line: a bar, how much of how much, and how many blobs. */
  String line() {
    long all = sizes.values().stream().mapToLong(Long::longValue).sum();
    long now = done.values().stream().mapToLong(Long::longValue).sum();
    int full = all == 0 ? 0 : (int) (now * WIDTH / all);
    return "[%s%s] %.1f of %.1f MB, %d blobs"
        .formatted(
            "=".repeat(full),
            " ".repeat(WIDTH - full),
            now / MEGABYTE,
            all / MEGABYTE,
            sizes.size());
  }

  private void clear() {
    if (shown) {
      out.print(CLEAR);
      out.flush();
    }
  }

  /** Takes the line away; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      clear();
    }
  }
}
