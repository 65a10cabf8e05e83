package dev.caisson.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes through a stream, in blocks of 64 KiB. */
final class Blocks {

  private static final int SIZE = 64 << 10;

  private Blocks() {}

  /** Returns a command as one list. */
  static List<String> command(String program, String... words) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(List.of(words));
    return command;
  }

  /**
   * Reads all that there is, and returns the nanoseconds that it took.
   *
   * @throws IOException if it is not as much as it should be
   */
  static long read(InputStream in, long expected) throws IOException {
    byte[] block = new byte[SIZE];
    long start = System.nanoTime();
    long total = 0;
    for (int count = in.read(block); count >= 0; count = in.read(block)) {
      total += count;
    }
    long nanos = System.nanoTime() - start;
    if (total != expected) {
      throw new IOException(total + " bytes were read, and not " + expected);
    }
    return nanos;
  }

  /** Writes as much, and closes the stream. */
  static void write(OutputStream out, long bytes) throws IOException {
    byte[] block = new byte[SIZE];
    try (out) {
      for (long left = bytes; left > 0; left -= SIZE) {
        out.write(block, 0, (int) Math.min(SIZE, left));
      }
    }
  }
}
