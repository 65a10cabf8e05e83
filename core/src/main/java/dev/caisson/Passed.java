package dev.caisson;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a command finds at a descriptor that it is given by name, besides 0, 1 and 2.
 *
 * @see CommandBuilder#descriptor
 */
public sealed interface Passed {

  /**
   * What may be done through a descriptor. Whoever may open the file itself can open it anew by
   * {@code /proc/self/fd}, and do what its permissions let him.
   */
  enum Access {
    /** Reading alone. */
    READ,
    /** Writing alone, from the start of the file. */
    WRITE,
    /** Writing alone, at the end of the file. */
    APPEND,
    /** Reading and writing. */
    READ_WRITE
  }

  /**
   * Returns a regular file of this machine that is there when the command starts, opened with the
   * JVM's rights. A folder is refused, as a way out of the container: that wants a bind mount.
   */
  static Passed file(Path path, Access access) {
    return new File(path, access);
  }

  /**
   * Returns what the command reads: bytes, nothing, or what the caller writes to {@link
   * RunningProcess#input}.
   *
   * @throws IllegalArgumentException if it is the JVM's own standard input
   */
  static Passed reading(Input input) {
    if (Objects.requireNonNull(input, "input") instanceof Input.Inherit) {
      throw new IllegalArgumentException("standard input has no other name");
    }
    return new Reading(input);
  }

  /**
   * Returns what takes what the command writes, which the caller reads from {@link
   * RunningProcess#output}. No output limit counts it.
   */
  static Passed writing() {
    return new Writing();
  }

  /** A file. */
  record File(Path path, Access access) implements Passed {

    /** Checks that both are there. */
    public File {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(access, "access");
    }
  }

  /** What the command reads. */
  record Reading(Input input) implements Passed {}

  /** A stream that it writes. */
  record Writing() implements Passed {}
}
