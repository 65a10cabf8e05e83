package dev.caisson.launch;

import dev.caisson.linux.Fd;

/** What one of the descriptors of the payload is: 0, 1 or 2, or one from 3 on. */
public sealed interface StandardStream {

  /** The JVM's own of the same number. */
  record Inherited() implements StandardStream {}

  /** {@code /dev/null} of this machine: nothing to read, and what is written is gone. */
  record Null() implements StandardStream {}

  /**
   * A new pseudo-terminal of the container's, which becomes 0, 1 and 2 together, and its user's
   * controlling terminal.
   *
   * @param socket what the master is handed over by
   * @param columns its width at first
   * @param rows its height at first
   */
  record Terminal(Fd socket, int columns, int rows) implements StandardStream {}

  /** The open file of this descriptor. */
  record Of(Fd fd) implements StandardStream {}
}
