package dev.caisson.image;

import dev.caisson.error.CaissonException;
import java.nio.ByteBuffer;

/** Makes the uncompressed bytes of a blob from those that are stored. */
interface Decoder extends AutoCloseable {

  /** Fills the rest of a direct buffer; leaves room only at the end of the data. */
  void read(ByteBuffer target) throws CaissonException, InterruptedException;

  /** Frees the decoder's memory. */
  @Override
  void close();
}
