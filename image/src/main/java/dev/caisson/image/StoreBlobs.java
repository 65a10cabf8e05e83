package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Download;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.registry.BlobStore;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import java.io.InputStream;
import java.util.Optional;

/** The blobs of a store, as a registry's client fills and reads them. What it asks for is kept. */
final class StoreBlobs implements BlobStore {

  private static final int BUFFER = 64 << 10;

  private final Blobs blobs;
  private final Leases.Lease lease;

  StoreBlobs(Content content, Leases.Lease lease) {
    this.blobs = content.blobs();
    this.lease = lease;
  }

  @Override
  public boolean contains(Digest digest, long size) throws CaissonException {
    // Once it is held, nobody removes what is found.
    lease.hold(Blobs.item(digest));
    return blobs.size(digest).equals(Optional.of(size));
  }

  @Override
  public Optional<BlobWriter> write(Digest digest, long size) throws CaissonException {
    lease.hold(Blobs.item(digest));
    Download download = blobs.download(digest, size);
    boolean owned = false;
    try {
      if (blobs.size(digest).equals(Optional.of(size))) {
        download.discard();
        return Optional.empty();
      }
      BlobWriter writer = new Writer(download);
      owned = true;
      return Optional.of(writer);
    } finally {
      if (!owned) {
        download.close();
      }
    }
  }

  @Override
  public InputStream read(Digest digest, long offset) throws CaissonException {
    OpenFile file =
        blobs
            .find(digest)
            .orElseThrow(() -> InvalidImage.reading(digest.toString(), "the store lacks it"));
    return new BlobFile(file, offset);
  }

  /** A download that bytes of the heap are written to. */
  private static final class Writer implements BlobWriter {

    private final Download download;
    private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);

    Writer(Download download) {
      this.download = download;
    }

    @Override
    public long length() {
      return download.position();
    }

    @Override
    public InputStream written() {
      return new Part(download, buffer);
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws CaissonException {
      int done = 0;
      while (done < length) {
        int count = Math.min(BUFFER, length - done);
        buffer.bytes().put(0, bytes, offset + done, count);
        download.append(buffer, 0, count);
        done += count;
      }
    }

    @Override
    public void restart() throws CaissonException {
      download.restart();
    }

    @Override
    public void commit() throws CaissonException {
      download.commit();
    }

    @Override
    public void close() {
      download.close();
      buffer.close();
    }
  }

  /** What is there of a download. */
  private static final class Part extends Positioned {

    private final Download download;
    private final NativeBuffer buffer;

    Part(Download download, NativeBuffer buffer) {
      super(0);
      this.download = download;
      this.buffer = buffer;
    }

    @Override
    int read(long position, byte[] target, int offset, int length) throws CaissonException {
      if (position >= download.position()) {
        return 0;
      }
      int count = Math.min(length, download.read(position, buffer));
      buffer.bytes().get(0, target, offset, count);
      return count;
    }
  }

  /** A blob's file. */
  private static final class BlobFile extends Positioned {

    private final OpenFile file;

    BlobFile(OpenFile file, long offset) {
      super(offset);
      this.file = file;
    }

    @Override
    int read(long position, byte[] target, int offset, int length) throws CaissonException {
      byte[] bytes = file.read(position, Math.min(BUFFER, length));
      System.arraycopy(bytes, 0, target, offset, bytes.length);
      return bytes.length;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A stream over what is read by position. */
  private abstract static class Positioned extends InputStream {

    private long position;

    Positioned(long position) {
      this.position = position;
    }

    /** Reads some bytes; returns 0 at the end. */
    abstract int read(long position, byte[] target, int offset, int length) throws CaissonException;

    @Override
    public int read() throws CaissonException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws CaissonException {
      if (length == 0) {
        return 0;
      }
      int count = read(position, target, offset, length);
      position += count;
      return count == 0 ? -1 : count;
    }
  }
}
