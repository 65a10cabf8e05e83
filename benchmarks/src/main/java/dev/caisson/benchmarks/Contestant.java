package dev.caisson.benchmarks;

import java.io.IOException;

/** One way to do a piece of work, which is measured from its start to its end. */
interface Contestant extends AutoCloseable {

  /**
   * Does it once.
   *
   * @return the nanoseconds that it took
   * @throws IOException if it was not done, or not to its end: a failure is never a fast run
   */
  long run() throws IOException, InterruptedException;

  @Override
  default void close() throws IOException {}
}
