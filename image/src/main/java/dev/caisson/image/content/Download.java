package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Digest;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import java.util.Optional;

/**
 * A blob that is not complete, locked by whoever adds to it. What is there when this is closed, or
 * the process is killed, is there for the next who goes on.
 */
public final class Download implements AutoCloseable {

  private final Directory blobs;
  private final Directory downloads;
  private final Digest digest;
  private final long size;
  private final OpenFile file;
  private long position;

  Download(Directory blobs, Directory downloads, Digest digest, long size, OpenFile file)
      throws CaissonException {
    this.blobs = blobs;
    this.downloads = downloads;
    this.digest = digest;
    this.size = size;
    this.file = file;
    this.position = file.stat().size();
    if (position > size) {
      restart();
    }
  }

  /** Returns the digest that the complete blob will have. */
  public Digest digest() {
    return digest;
  }

  /** Returns how many bytes the complete blob has. */
  public long size() {
    return size;
  }

  /** Returns how many bytes are there. */
  public long position() {
    return position;
  }

  /** Adds a range of a buffer. */
  public void append(NativeBuffer bytes, int offset, int length) throws CaissonException {
    if (length > size - position) {
      throw new InvalidImageException(
          "download",
          digest.toString(),
          "there are more than " + size + " bytes",
          Optional.empty());
    }
    file.write(position, bytes, offset, length);
    position += length;
  }

  /** Reads what is there, from a position, into the start of a buffer; returns how many bytes. */
  public int read(long from, NativeBuffer target) throws CaissonException {
    int wanted = (int) Math.min(target.capacity(), position - from);
    return file.read(from, target, wanted);
  }

  /** Forgets what is there, which is wrong. */
  public void restart() throws CaissonException {
    file.truncate(0);
    position = 0;
  }

  /**
   * Gives the blob its name, once it is on the disk; the caller has found that its digest is right.
   *
   * @throws IllegalStateException if it is not complete
   */
  public void commit() throws CaissonException {
    if (position != size) {
      throw new IllegalStateException(digest + " has " + position + " of " + size + " bytes");
    }
    file.sync();
    downloads.replace(name(), blobs, name());
    blobs.sync();
  }

  /** Removes what is there. */
  public void discard() throws CaissonException {
    downloads.removeTree(name());
  }

  private CString name() {
    return Blobs.name(digest);
  }

  /** Lets others go on with it. */
  @Override
  public void close() {
    file.close();
  }
}
