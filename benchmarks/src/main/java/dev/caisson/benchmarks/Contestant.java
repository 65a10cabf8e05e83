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

  /** Returns the same, for a race that is not to end it. */
  default Contestant lent() {
    return new Lent(this);
  }

  @Override
  default void close() throws IOException {}

  /** Closes it because of a failure, which is told of before any other. */
  default void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** One that lives on. */
  record Lent(Contestant owner) implements Contestant {

    @Override
    public long run() throws IOException, InterruptedException {
      return owner.run();
    }
  }
}
