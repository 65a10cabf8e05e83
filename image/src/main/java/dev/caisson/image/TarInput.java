package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.OpenFile;

/** The bytes of a tar, read from front to back. */
interface TarInput {

  /** Returns the name that errors give these bytes. */
  String name();

  /** Returns how many bytes have been read or skipped. */
  long position();

  /** Reads so many bytes, fewer only at the end; returns how many. */
  int read(byte[] target, int length) throws CaissonException;

  /**
   * Leaves out so many bytes.
   *
   * @throws dev.caisson.error.InvalidImageException if there are fewer
   */
  void skip(long length) throws CaissonException;

  /**
   * Writes so many bytes to a file, at an offset of it.
   *
   * @throws dev.caisson.error.InvalidImageException if there are fewer
   */
  void copyTo(OpenFile target, long offset, long length) throws CaissonException;
}
