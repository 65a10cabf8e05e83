package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.DiffId;
import dev.caisson.image.Digest;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Where blobs are kept on this machine: a pull fills it and a push reads it, several threads at a
 * time.
 */
public interface BlobStore {

  /**
   * A layer of an image that is being pulled.
   *
   * @param size of its packed bytes
   */
  record Layer(Digest digest, long size, DiffId diffId) {}

  /**
   * Tells which layers the image has, lowest first, before any is asked for; again for each mirror
   * that is tried.
   */
  default void expect(List<Layer> layers) throws CaissonException {}

  /** Returns whether a blob is there, complete and verified, with this size in bytes. */
  boolean contains(Digest digest, long size) throws CaissonException;

  /**
   * Begins to write a blob, or goes on where an earlier attempt broke off, perhaps in another JVM.
   * It may wait for another that writes the same blob.
   *
   * @return empty where the blob is there by now
   */
  Optional<BlobWriter> write(Digest digest, long size)
      throws CaissonException, InterruptedException;

  /**
   * Opens a blob that is there.
   *
   * @param offset where to begin, in bytes
   * @throws CaissonException if the blob is not there, or shorter than the offset
   */
  InputStream read(Digest digest, long offset) throws CaissonException;

  /**
   * A blob that is being written, by one thread. Its bytes are not believed until {@link #commit}.
   */
  interface BlobWriter extends AutoCloseable {

    /** Returns how many bytes are there already, which a new attempt need not fetch. */
    long length() throws CaissonException;

    /** Reads the bytes that are there already, from the first. */
    InputStream written() throws CaissonException;

    /** Appends bytes. */
    void append(byte[] bytes, int offset, int length) throws CaissonException;

    /** Forgets all bytes. */
    void restart() throws CaissonException;

    /** Gives the blob its name: all its bytes are there, and the caller has verified its digest. */
    void commit() throws CaissonException;

    /** Ends the writing. What was not committed is kept for a later attempt. */
    @Override
    void close() throws CaissonException;
  }
}
