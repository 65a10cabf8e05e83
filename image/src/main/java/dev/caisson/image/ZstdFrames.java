package dev.caisson.image;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.InvalidImage;
import java.nio.ByteBuffer;

/**
 * Decompresses zstd data: all frames, and skippable ones between them, as zstd:chunked layers have.
 *
 * <p>A frame whose window is larger than 128 MiB, libzstd's own limit, is refused: it would take as
 * much memory.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878</a>
 */
final class ZstdFrames implements Decoder {

  private final String name;
  private final StoredBytes input;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private boolean atBoundary = true;

  ZstdFrames(String name, StoredBytes input) {
    this.name = name;
    this.input = input;
  }

  @Override
  public void read(ByteBuffer target) throws CaissonException, InterruptedException {
    while (target.hasRemaining()) {
      boolean more = input.hasNext();
      if (!more && atBoundary) {
        return;
      }
      int before = target.position();
      atBoundary = decompress(target, input.bytes());
      if (!more && !atBoundary && target.position() == before) {
        throw InvalidImage.reading(name, "the compressed data are cut short");
      }
    }
  }

  /** Returns whether a frame has just ended. */
  private boolean decompress(ByteBuffer target, ByteBuffer bytes) throws InvalidImageException {
    try {
      return context.decompressDirectByteBufferStream(target, bytes);
    } catch (ZstdException e) {
      InvalidImageException malformed =
          InvalidImage.reading(name, "bad zstd data: " + e.getMessage());
      malformed.initCause(e);
      throw malformed;
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
