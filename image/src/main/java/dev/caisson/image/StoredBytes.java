package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.BlobInput;
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

  private final BlobInput input;
  private final Optional<Digester> digester;
  private final Block.Pool pool = new Block.Pool(BLOCKS, BLOCK_SIZE);
  private Optional<Block> current = Optional.empty();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long position;

  StoredBytes(BlobInput input, Optional<Digester> digester) {
    this.input = input;
    this.digester = digester;
  }

  /** Returns how many bytes have been read. */
  long position() {
    return position;
  }

  /** Returns what is left of the current block, or the next one; empty at the end. */
  ByteBuffer bytes() throws CaissonException, InterruptedException {
    if (!bytes.hasRemaining() && position < input.length()) {
      advance();
    }
    return bytes;
  }

  /** Returns so many bytes that come next, fewer only at the end, and leaves them there. */
  byte[] peek(int most) throws CaissonException, InterruptedException {
    ByteBuffer next = bytes().duplicate();
    byte[] peeked = new byte[Math.min(most, next.remaining())];
    next.get(peeked);
    return peeked;
  }

  private void advance() throws CaissonException, InterruptedException {
    current.ifPresent(Block::release);
    current = Optional.empty();
    Block block = pool.take(digester.isPresent() ? 2 : 1);
    block.setLength(input.read(position, block.memory()));
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
      throw InvalidImage.reading(input.name(), "the compressed data are cut short");
    }
    return Byte.toUnsignedInt(bytes.get());
  }

  /** Frees the memory, once the digester has stopped. */
  @Override
  public void close() {
    pool.close();
  }
}
