package dev.caisson.image;

import dev.caisson.error.CaissonException;
import java.nio.ByteBuffer;

/** Copies bytes that are not compressed. */
final class PlainBytes implements Decoder {

  private final StoredBytes input;

  PlainBytes(StoredBytes input) {
    this.input = input;
  }

  @Override
  public void read(ByteBuffer target) throws CaissonException, InterruptedException {
    while (target.hasRemaining() && input.hasNext()) {
      ByteBuffer bytes = input.bytes();
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
    }
  }

  @Override
  public void close() {
    // Nothing but the input, which is its owner's.
  }
}
