package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.error.CaissonException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A thread that passes on what the container writes to one of its streams. */
final class Pump {

  /** How it went. */
  enum Finish {
    /** All is passed on. */
    ALL,
    /** Whoever read our output is gone. */
    CLOSED
  }

  private static final int CHUNK = 64 * 1024;
  private static final String EPIPE = "Broken pipe";

  private final String name;
  private final RunningContainer container;
  private final Thread thread;
  private volatile @Nullable IOException failure;

  private Pump(String name, RunningContainer container, InputStream from, FileDescriptor to) {
    this.name = name;
    this.container = container;
    this.thread = new Thread(() -> pass(from, to), "caisson-" + name);
  }

  static Pump start(String name, RunningContainer container, InputStream from, FileDescriptor to) {
    Pump pump = new Pump(name, container, from, to);
    pump.thread.setDaemon(true);
    pump.thread.start();
    return pump;
  }

  // The file is this process's own: it is not closed.
  @SuppressWarnings("resource")
  private void pass(InputStream from, FileDescriptor to) {
    OutputStream file = new FileOutputStream(to);
    byte[] chunk = new byte[CHUNK];
    int count = read(from, chunk);
    while (count > 0) {
      try {
        file.write(chunk, 0, count);
      } catch (IOException e) {
        failure = e;
        end();
        return;
      }
      count = read(from, chunk);
    }
  }

  private static int read(InputStream from, byte[] chunk) {
    try {
      return from.read(chunk);
    } catch (IOException e) {
      // The stream was closed with its container.
      return -1;
    }
  }

  private void end() {
    try {
      container.kill();
    } catch (CaissonException e) {
      Complaint.of(e).print();
    }
  }

  /**
   * Waits until all is passed on.
   *
   * @throws IOException if it can't be, unless nobody reads any more
   */
  Finish finish() throws IOException, InterruptedException {
    thread.join();
    IOException failed = failure;
    if (failed == null) {
      return Finish.ALL;
    }
    // The script sees to it that this text is not translated.
    if (String.valueOf(failed.getMessage()).contains(EPIPE)) {
      return Finish.CLOSED;
    }
    throw new IOException("write " + name + ": " + failed.getMessage(), failed);
  }
}
