package dev.caisson.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.OptionalInt;

/**
 * Reads from and writes to a descriptor through one buffer outside the heap; one thread at a time.
 */
public final class FdChannel implements AutoCloseable {

  // ioctl_pipe(2)
  private static final int FIONREAD = 0x541B;

  private final Fd fd;
  private final int capacity;
  private final boolean terminal;
  private final boolean waits;
  private long buffer;

  /** Makes the channel of a descriptor, which it owns from now on. */
  public FdChannel(Fd fd, int capacity) {
    this(fd, capacity, false, true);
  }

  /**
   * Makes the channel of the master of a pseudo-terminal, which it owns from now on: what is read
   * ends when nobody has the terminal any more.
   */
  public static FdChannel ofTerminal(Fd master, int capacity) {
    return new FdChannel(master, capacity, true, true);
  }

  /**
   * Makes the channel of a descriptor, which it owns from now on, and whose open file nobody else
   * has, so that {@link #readNow} need not ask first whether something is there.
   */
  public static FdChannel withoutWaiting(Fd fd, int capacity) throws SystemCallException {
    fd.doNotWait();
    return new FdChannel(fd, capacity, false, false);
  }

  private FdChannel(Fd fd, int capacity, boolean terminal, boolean waits) {
    this.fd = fd;
    this.capacity = capacity;
    this.terminal = terminal;
    this.waits = waits;
    this.buffer = Native.malloc(capacity);
  }

  /** Returns the descriptor. */
  public Fd fd() {
    return fd;
  }

  /**
   * Reads what is there, waiting for the first byte.
   *
   * @return the number of bytes read, at most the buffer's capacity; empty at the end of the file
   */
  public OptionalInt read(byte[] target, int offset, int length) throws SystemCallException {
    return taken(call(length), target, offset);
  }

  /** Reads what is there, without waiting; 0 bytes where nothing is there yet. */
  public OptionalInt readNow(byte[] target, int offset, int length) throws SystemCallException {
    if (waits && !awaitReadable(0)) {
      return OptionalInt.of(0);
    }
    long count = call(length);
    return count == -Errno.EAGAIN.number() ? OptionalInt.of(0) : taken(count, target, offset);
  }

  private long call(int length) {
    long count;
    do {
      count = Kernel.call(SystemCall.READ, fd.number(), buffer, Math.min(length, capacity));
    } while (count == -Errno.EINTR.number());
    return count;
  }

  private OptionalInt taken(long count, byte[] target, int offset) throws SystemCallException {
    if (terminal && count == -Errno.EIO.number()) {
      return OptionalInt.empty();
    }
    Kernel.check(count, "read from", fd);
    if (count == 0) {
      return OptionalInt.empty();
    }
    new Pointer(buffer).read(0, target, offset, (int) count);
    return OptionalInt.of((int) count);
  }

  /** Writes all bytes, waiting where the other side is slow. */
  public void write(byte[] source, int offset, int length) throws SystemCallException {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, capacity);
      new Pointer(buffer).write(0, source, offset + done, part);
      long count = Kernel.call(SystemCall.WRITE, fd.number(), buffer, part);
      if (count != -Errno.EINTR.number()) {
        done += Math.toIntExact(Kernel.check(count, "write to", fd));
      }
    }
  }

  /** Waits until a read would not wait, for at most so many milliseconds. */
  public boolean awaitReadable(int timeoutMillis) throws SystemCallException {
    return fd.awaitReadable(timeoutMillis);
  }

  /** Returns how many bytes are in a pipe, to be read. */
  public int available() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long count = arena.allocate(Integer.BYTES);
      Kernel.check(Kernel.call(SystemCall.IOCTL, fd.number(), FIONREAD, count), "look into", fd);
      return Arena.readInt(count);
    }
  }

  @Override
  public void close() {
    fd.close();
    if (buffer != 0) {
      Native.free(buffer);
      buffer = 0;
    }
  }
}
