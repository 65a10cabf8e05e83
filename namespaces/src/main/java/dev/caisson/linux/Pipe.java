package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * The two ends of a pipe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pipe2.2.html">pipe2(2)</a>
 */
public record Pipe(Fd read, Fd write) implements AutoCloseable {

  private static final int O_CLOEXEC = 02000000;

  /** Makes a pipe. */
  public static Pipe open() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long ends = arena.allocate(2 * Integer.BYTES);
      Kernel.check(Kernel.call(SystemCall.PIPE2, ends, O_CLOEXEC), "make pipe", "");
      Fd read = Fd.own(Arena.readInt(ends));
      try {
        return new Pipe(read, Fd.own(Arena.readInt(ends + Integer.BYTES)));
      } catch (SystemCallException e) {
        read.close();
        throw e;
      }
    }
  }

  /** Closes both ends. */
  @Override
  public void close() {
    read.close();
    write.close();
  }
}
