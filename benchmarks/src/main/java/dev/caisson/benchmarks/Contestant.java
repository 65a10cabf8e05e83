package dev.caisson.benchmarks;

import java.io.IOException;

/** One way to run a static /bin/true, which is measured from its start to its end. */
interface Contestant extends AutoCloseable {

  /** Returns what the table calls it. */
  String name();

  /**
   * Runs it once.
   *
   * @return the nanoseconds from start to exit
   * @throws IOException if it did not run, or not to its end: a failure is never a fast run
   */
  long run() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
