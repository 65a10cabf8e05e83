package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.oci.InvalidImage;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the bytes of a layer as it is stored, in blocks that are hashed on the way where somebody
 * is to.
 */
final class StoredBytes implements AutoCloseable {

  private static final int BLOCKS = 4;
  private static final int BLOCK_SIZE = 128 * 1024;

  private final FileRegion region;
  private final Optional<Digester> digester;
  private final Block.Pool pool = new Block.Pool(BLOCKS, BLOCK_SIZE);
  private Optional<Block> current = Optional.empty();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long position;

  StoredBytes(FileRegion region, Optional<Digester> digester) {
    this.region = region;
    this.digester = digester;
  }

  /** Returns how many bytes have been read from the file. */
  long position() {
    return position;
  }

  /** Returns what is left of the current block, or the next one; empty at the end. */
  ByteBuffer bytes() throws CaissonException, InterruptedException {
    if (!bytes.hasRemaining() && position < region.length()) {
      advance();
    }
    return bytes;
  }

  private void advance() throws CaissonException, InterruptedException {
    current.ifPresent(Block::release);
    current = Optional.empty();
    Block block = pool.take(digester.isPresent() ? 2 : 1);
    block.setLength(region.read(position, block.memory()));
    position += block.length();
    current = Optional.of(block);
    bytes = block.filled();
    digester.ifPresent(d -> d.addStored(block));
  }

  /** Returns whether there are more bytes. */
  boolean hasNext() throws CaissonException, InterruptedException {
    return bytes().hasRemaining();
  }

  /** Returns the next byte, from 0 to 255. */
  int next() throws CaissonException, InterruptedException {
    if (!hasNext()) {
      throw InvalidImage.reading(region.name(), "the compressed data are cut short");
    }
    return Byte.toUnsignedInt(bytes.get());
  }

  /** Frees the memory, once the digester has stopped. */
  @Override
  public void close() {
    pool.close();
  }
}
