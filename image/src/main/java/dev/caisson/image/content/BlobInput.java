package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.NativeBuffer;

/** The bytes of a blob, read from front to back: from a file, or while they arrive. */
public interface BlobInput {

  /** Returns what errors call it. */
  String name();

  /** Returns how many bytes there are. */
  long length();

  /**
   * Reads at a position, which is where the read before ended, into the start of a buffer.
   *
   * @return how many bytes: the buffer's capacity, or all that are left
   * @throws dev.caisson.error.InvalidImageException if there are fewer than {@link #length}
   */
  int read(long position, NativeBuffer target) throws CaissonException;
}
