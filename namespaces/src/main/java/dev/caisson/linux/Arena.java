package dev.caisson.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory outside the heap that lives as long as a block of code: what system calls read and fill.
 *
 * <p>Confined to the thread that made it; every address given is 8-aligned and zeroed.
 */
final class Arena implements AutoCloseable {

  private static final int BLOCK = 1024;

  private final List<Long> blocks = new ArrayList<>(1);
  private long next;
  private long end;

  /** Returns the address of so many zeroed bytes. */
  long allocate(int size) {
    int rounded = (size + 7) & -8;
    if (next + rounded > end) {
      grow(Math.max(rounded, BLOCK));
    }
    long address = next;
    next += rounded;
    return address;
  }

  private void grow(int size) {
    long block = Native.malloc(size);
    if (block == 0) {
      throw new OutOfMemoryError("malloc of " + size + " bytes");
    }
    blocks.add(block);
    new Pointer(block).clear(size);
    next = block;
    end = block + size;
  }

  /** Returns the address of a copy of the bytes. */
  long bytes(byte[] bytes) {
    long address = allocate(bytes.length);
    new Pointer(address).write(0, bytes, 0, bytes.length);
    return address;
  }

  /** Returns the address of the NUL-terminated string. */
  long string(CString string) {
    byte[] bytes = new byte[string.length() + 1];
    string.copyTo(bytes, 0);
    return bytes(bytes);
  }

  /** Returns the address of an array of these words. */
  long words(long... words) {
    long address = allocate(words.length * Long.BYTES);
    new Pointer(address).write(0, words, 0, words.length);
    return address;
  }

  /** Writes words of 32 bits to an address. */
  static void write(long address, int... words) {
    new Pointer(address).write(0, words, 0, words.length);
  }

  static int readInt(long address) {
    return new Pointer(address).getInt(0);
  }

  static long readLong(long address) {
    return new Pointer(address).getLong(0);
  }

  static byte[] readBytes(long address, int length) {
    return new Pointer(address).getByteArray(0, length);
  }

  @Override
  public void close() {
    blocks.forEach(Native::free);
    blocks.clear();
    next = 0;
    end = 0;
  }
}
