package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.InvalidImage;
import java.nio.ByteBuffer;

/** Fills blocks with the bytes of a layer's tar, however the layer is packed. */
final class BlockSource implements AutoCloseable {

  private static final long RATIO_FROM = 64L << 20;

  private final String name;
  private final StoredBytes stored;
  private final Decoder decoder;

  private BlockSource(String name, StoredBytes stored, Decoder decoder) {
    this.name = name;
    this.stored = stored;
    this.decoder = decoder;
  }

  static BlockSource of(String name, StoredBytes stored)
      throws CaissonException, InterruptedException {
    Decoder decoder =
        switch (Compression.of(stored.peek(Compression.MAGIC_LENGTH))) {
          case GZIP -> new GzipMembers(name, stored);
          case ZSTD, ZSTD_SKIPPABLE -> new ZstdFrames(name, stored);
          case XZ -> StreamDecoder.xz(name, stored);
          case BZIP2 -> StreamDecoder.bzip2(name, stored);
          case NONE -> new PlainBytes(stored);
        };
    return new BlockSource(name, stored, decoder);
  }

  /** Fills a block; it stays empty at the end of the layer. */
  Block fill(Block block) throws CaissonException, InterruptedException {
    ByteBuffer target = block.memory().bytes();
    target.clear();
    decoder.read(target);
    block.setLength(target.position());
    return block;
  }

  /** Refuses a layer that has grown beyond what may be. */
  void requireWithin(UnpackLimits limits, long total) throws InvalidImageException {
    if (total > limits.bytes()) {
      throw InvalidImage.reading(
          name, "more than " + limits.bytes() + " bytes uncompressed", "raise UnpackLimits.bytes");
    }
    if (total > RATIO_FROM && total / limits.ratio() > stored.position()) {
      throw InvalidImage.reading(
          name,
          "grows more than " + limits.ratio() + " times when uncompressed",
          "raise UnpackLimits.ratio");
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
