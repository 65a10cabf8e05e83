package dev.caisson.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A fixed block of memory outside the heap that files are read into and written from.
 *
 * <p>Whoever uses its {@link #bytes()} must have stopped before it is closed.
 */
public final class NativeBuffer implements AutoCloseable {

  private final ByteBuffer bytes;
  private long address;

  private NativeBuffer(long address, int capacity) {
    this.address = address;
    this.bytes = new Pointer(address).getByteBuffer(0, capacity);
  }

  /**
   * Takes memory; what is in it is undefined.
   *
   * @throws IllegalArgumentException if the capacity is not positive
   * @throws OutOfMemoryError if there is none left
   */
  public static NativeBuffer allocate(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity: " + capacity);
    }
    long address = Native.malloc(capacity);
    if (address == 0) {
      throw new OutOfMemoryError("malloc of " + capacity + " bytes");
    }
    return new NativeBuffer(address, capacity);
  }

  /** Returns the memory, with a position and a limit that belong to the owner of this block. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Returns how many bytes it holds. */
  public int capacity() {
    return bytes.capacity();
  }

  /**
   * Returns the address of a range.
   *
   * @throws IndexOutOfBoundsException if the range is not within the block
   * @throws IllegalStateException once closed
   */
  long address(int offset, int length) {
    Objects.checkFromIndexSize(offset, length, capacity());
    if (address == 0) {
      throw new IllegalStateException("buffer is closed");
    }
    return address + offset;
  }

  /** Gives the memory back; a second call does nothing. */
  @Override
  public void close() {
    Native.free(address);
    address = 0;
  }
}
