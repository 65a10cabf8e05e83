package dev.caisson.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A thread that passes on what the container writes to one of its streams. */
final class Pump {

  private final Thread thread;

  private Pump(Thread thread) {
    this.thread = thread;
  }

  static Pump start(String name, InputStream from, FileDescriptor to) {
    Thread thread = new Thread(() -> pass(from, to), "caisson-" + name);
    thread.setDaemon(true);
    thread.start();
    return new Pump(thread);
  }

  // The file is this process's own: it is not closed.
  @SuppressWarnings("resource")
  private static void pass(InputStream from, FileDescriptor to) {
    OutputStream file = new FileOutputStream(to);
    try (from) {
      from.transferTo(file);
    } catch (IOException e) {
      // Whoever read our output is gone; closing the pipe tells the command so, as SIGPIPE does.
    }
  }

  /** Waits until all is passed on. */
  void finish() throws InterruptedException {
    thread.join();
  }
}
