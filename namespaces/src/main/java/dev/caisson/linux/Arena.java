package dev.caisson.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap that lives as long as a block of code: what system calls read and fill.
 *
 * <p>Confined to the thread that made it; every address given is 8-aligned and zeroed. Each thread
 * keeps one block for its next arena, since taking and giving back memory costs more than most
 * system calls.
 */
final class Arena implements AutoCloseable {

  private static final int BLOCK = 2048;
  private static final ThreadLocal<@Nullable Block> KEPT = new ThreadLocal<>();

  /** The block that a thread keeps; freed with the thread. */
  private static final class Block {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK + Long.BYTES);
    private final int skipped;
    private final long start;

    Block() {
      long address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
      skipped = (int) (-address & (Long.BYTES - 1));
      start = address + skipped;
    }

    void zero(int used) {
      for (int i = 0; i < used; i += Long.BYTES) {
        bytes.putLong(skipped + i, 0);
      }
    }
  }

  private final Block kept;
  private final List<Long> blocks = new ArrayList<>(0);
  private int used;
  private boolean closed;
  private long next;
  private long end;

  Arena() {
    Block free = KEPT.get();
    kept = free == null ? new Block() : free;
    // An arena that is made while this one is open takes another block.
    KEPT.remove();
  }

  /** Returns the address of so many zeroed bytes. */
  long allocate(int size) {
    if (closed) {
      throw new IllegalStateException("the arena is closed");
    }
    int rounded = (size + 7) & -8;
    if (rounded <= BLOCK - used) {
      long address = kept.start + used;
      used += rounded;
      return address;
    }
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
    return copy(bytes, bytes.length);
  }

  private long copy(byte[] bytes, int size) {
    long address = allocate(size);
    if (address >= kept.start && address < kept.start + BLOCK) {
      kept.bytes.put(kept.skipped + (int) (address - kept.start), bytes);
    } else {
      new Pointer(address).write(0, bytes, 0, bytes.length);
    }
    return address;
  }

  /** Returns the address of the NUL-terminated string. */
  long string(CString string) {
    return copy(string.bytes(), string.length() + 1);
  }

  /** Returns the address of an array of these words. */
  long words(long... words) {
    byte[] bytes = new byte[words.length * Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer().put(words);
    return bytes(bytes);
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
    if (closed) {
      return;
    }
    closed = true;
    blocks.forEach(Native::free);
    kept.zero(used);
    KEPT.set(kept);
  }
}
