package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;

/** A blob that is being written, and removed unless it is completed. */
public final class NewBlob implements AutoCloseable {

  private final Directory blobs;
  private final Directory downloads;
  private final CString temporary;
  private final OpenFile file;
  private boolean committed;

  NewBlob(Directory blobs, Directory downloads, CString temporary, OpenFile file) {
    this.blobs = blobs;
    this.downloads = downloads;
    this.temporary = temporary;
    this.file = file;
  }

  /** Adds bytes. */
  public void write(byte[] bytes) throws CaissonException {
    file.write(bytes);
  }

  /** Adds a range of a buffer. */
  public void write(NativeBuffer bytes, int offset, int length) throws CaissonException {
    file.write(bytes, offset, length);
  }

  /** Gives the blob its name, once it is on the disk: the digest of what was written. */
  public void commit(Digest digest) throws CaissonException {
    file.sync();
    downloads.replace(temporary, blobs, Blobs.name(digest));
    committed = true;
    blobs.sync();
  }

  @Override
  public void close() throws CaissonException {
    try (file) {
      if (!committed) {
        downloads.unlink(temporary);
      }
    }
  }
}
