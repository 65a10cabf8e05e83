package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where files are decompressed that have to be read in any order: in a directory of the store's,
 * without a name.
 *
 * @param temporaries the directories of work
 * @param limits how large a file may become
 */
record Scratch(Temporaries temporaries, UnpackLimits limits) {

  private static final CString NAME = CString.of("archive");
  private static final OpenHow NEW =
      OpenHow.of(OpenFlag.RDWR, OpenFlag.CREAT, OpenFlag.EXCL, OpenFlag.NOFOLLOW);
  private static final int BLOCK_SIZE = 256 * 1024;

  /** Fills a file. */
  private interface Filling<E extends IOException> {
    void fill(OpenFile file) throws CaissonException, E;
  }

  /** Decompresses all of an input into a file that goes when it is closed. */
  OpenFile decompress(BlobInput input) throws CaissonException {
    return this.<CaissonException>make(file -> copy(input, file));
  }

  /** Copies all of a stream into a file that goes when it is closed. */
  OpenFile copy(InputStream stream) throws IOException {
    return this.<IOException>make(file -> copy(stream, file));
  }

  private <E extends IOException> OpenFile make(Filling<E> filling) throws CaissonException, E {
    try (Temporaries.Temporary work = temporaries.make()) {
      OpenFile file = work.directory().openFile(NAME, NEW);
      boolean filled = false;
      try {
        filling.fill(file);
        filled = true;
        return file;
      } finally {
        if (!filled) {
          file.close();
        }
      }
    }
  }

  private void copy(InputStream stream, OpenFile file) throws IOException {
    byte[] bytes = new byte[BLOCK_SIZE];
    long total = 0;
    int count = stream.read(bytes);
    while (count >= 0) {
      total += count;
      if (total > limits.bytes()) {
        throw InvalidImage.reading(
            "the stream", "more than " + limits.bytes() + " bytes", "raise UnpackLimits.bytes");
      }
      file.write(count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
      count = stream.read(bytes);
    }
  }

  private void copy(BlobInput input, OpenFile file) throws CaissonException {
    try (StoredBytes stored = new StoredBytes(input, Optional.empty());
        Block.Pool pool = new Block.Pool(1, BLOCK_SIZE);
        BlockSource source = BlockSource.of(input.name(), stored)) {
      long total = 0;
      Block block = source.fill(pool.take(1));
      while (block.length() > 0) {
        total += block.length();
        source.requireWithin(limits, total);
        file.write(block.memory(), 0, block.length());
        block.release();
        block = source.fill(pool.take(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CaissonException interrupted =
          new CaissonException("decompress", input.name(), "interrupted", Optional.empty());
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
