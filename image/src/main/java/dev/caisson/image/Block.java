package dev.caisson.image;

import dev.caisson.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of a layer on its way through the threads; back in its pool when the last has released
 * it.
 */
final class Block {

  private final NativeBuffer memory;
  private final BlockingQueue<Block> pool;
  private final AtomicInteger users = new AtomicInteger();
  private int length;

  private Block(NativeBuffer memory, BlockingQueue<Block> pool) {
    this.memory = memory;
    this.pool = pool;
  }

  /** A fixed number of blocks; taking one waits until one is free. */
  static final class Pool implements AutoCloseable {

    private final BlockingQueue<Block> free;
    private final NativeBuffer[] memory;

    Pool(int count, int size) {
      free = new ArrayBlockingQueue<>(count);
      memory = new NativeBuffer[count];
      for (int i = 0; i < count; i++) {
        memory[i] = NativeBuffer.allocate(size);
        free.add(new Block(memory[i], free));
      }
    }

    /** Takes an empty block that so many users will release. */
    Block take(int users) throws InterruptedException {
      Block block = free.take();
      block.users.set(users);
      block.length = 0;
      return block;
    }

    /** Frees the memory, once no thread uses it. */
    @Override
    public void close() {
      for (NativeBuffer buffer : memory) {
        buffer.close();
      }
    }
  }

  NativeBuffer memory() {
    return memory;
  }

  int length() {
    return length;
  }

  void setLength(int filled) {
    length = filled;
  }

  /** Returns a view of what is filled, with a position of its own. */
  ByteBuffer filled() {
    return memory.bytes().duplicate().position(0).limit(length);
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      pool.add(this);
    }
  }
}
