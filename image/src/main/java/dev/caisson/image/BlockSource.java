package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.InvalidImage;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** Fills blocks with the bytes of a layer's tar, from a layer that is gzipped or plain. */
final class BlockSource implements AutoCloseable {

  private static final long RATIO_FROM = 64L << 20;

  private final String name;
  private final StoredBytes stored;
  private final Optional<GzipMembers> gzip;

  private BlockSource(String name, StoredBytes stored, Optional<GzipMembers> gzip) {
    this.name = name;
    this.stored = stored;
    this.gzip = gzip;
  }

  static BlockSource of(FileRegion region, StoredBytes stored) throws CaissonException {
    int length = (int) Math.min(Compression.MAGIC_LENGTH, region.length());
    Compression compression = Compression.of(region.file().read(region.offset(), length));
    return switch (compression) {
      case GZIP ->
          new BlockSource(
              region.name(), stored, Optional.of(new GzipMembers(region.name(), stored)));
      case NONE -> new BlockSource(region.name(), stored, Optional.empty());
      default -> throw unsupported(region, compression);
    };
  }

  private static InvalidImageException unsupported(FileRegion region, Compression compression) {
    String format = compression.name().toLowerCase(Locale.ROOT).replace("_skippable", "");
    return InvalidImage.reading(
        region.name(),
        "the layer is compressed with " + format + ", which is not supported",
        "write the image with gzip or uncompressed layers");
  }

  /** Fills a block; it stays empty at the end of the layer. */
  Block fill(Block block) throws CaissonException, InterruptedException {
    ByteBuffer target = block.memory().bytes();
    target.clear();
    if (gzip.isPresent()) {
      gzip.get().read(target);
    } else {
      copy(target);
    }
    block.setLength(target.position());
    return block;
  }

  private void copy(ByteBuffer target) throws CaissonException, InterruptedException {
    while (target.hasRemaining() && stored.hasNext()) {
      ByteBuffer bytes = stored.bytes();
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
    }
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
    gzip.ifPresent(GzipMembers::close);
  }
}
