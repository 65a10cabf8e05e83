package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.InvalidImage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** Decompresses what a library reads as a stream: xz and bzip2, all their members. */
final class StreamDecoder implements Decoder {

  /** As much as {@code xz -9} needs, and twice that: the largest dictionary is 4 GiB. */
  private static final int MEMORY_KIB = 128 * 1024;

  private static final int PIECE = 64 * 1024;

  /** Opens the library's stream, which reads the format's header. */
  private interface Opening {
    InputStream open(InputStream stored) throws IOException;
  }

  private final String name;
  private final Stored stored;
  private final Opening opening;
  private final byte[] piece = new byte[PIECE];
  private @Nullable InputStream stream;

  private StreamDecoder(String name, StoredBytes input, Opening opening) {
    this.name = name;
    this.stored = new Stored(input);
    this.opening = opening;
  }

  static StreamDecoder xz(String name, StoredBytes input) {
    return new StreamDecoder(name, input, in -> new XZInputStream(in, MEMORY_KIB));
  }

  static StreamDecoder bzip2(String name, StoredBytes input) {
    return new StreamDecoder(name, input, in -> new BZip2CompressorInputStream(in, true));
  }

  /** The stored bytes as a stream; an interruption passes through the library in disguise. */
  private static final class Stored extends InputStream {

    /** Carries an interruption. */
    private static final class Interruption extends IOException {
      private static final long serialVersionUID = 1L;

      Interruption(InterruptedException cause) {
        super(cause);
      }
    }

    private final StoredBytes input;

    Stored(StoredBytes input) {
      this.input = input;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        ByteBuffer bytes = input.bytes();
        if (!bytes.hasRemaining()) {
          return -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, offset, count);
        return count;
      } catch (InterruptedException e) {
        throw new Interruption(e);
      }
    }
  }

  @Override
  public void read(ByteBuffer target) throws CaissonException, InterruptedException {
    int count = 0;
    while (target.hasRemaining() && count >= 0) {
      count = piece(Math.min(PIECE, target.remaining()));
      if (count > 0) {
        target.put(piece, 0, count);
      }
    }
  }

  private int piece(int length) throws CaissonException, InterruptedException {
    try {
      if (stream == null) {
        stream = opening.open(stored);
      }
      return stream.read(piece, 0, length);
    } catch (CaissonException e) {
      throw e;
    } catch (Stored.Interruption e) {
      InterruptedException interrupted = new InterruptedException("decompression");
      interrupted.initCause(e);
      throw interrupted;
    } catch (EOFException e) {
      throw malformed(e, "the compressed data are cut short");
    } catch (MemoryLimitException e) {
      int most = MEMORY_KIB / 1024;
      throw malformed(e, "decompressing it takes more than " + most + " MiB of memory");
    } catch (IOException | RuntimeException e) {
      // Both libraries have thrown unchecked exceptions on malformed data.
      throw malformed(e, "bad compressed data: " + e);
    }
  }

  private InvalidImageException malformed(Exception cause, String what) {
    InvalidImageException malformed = InvalidImage.reading(name, what);
    malformed.initCause(cause);
    return malformed;
  }

  @Override
  public void close() {
    // Neither library holds anything but heap memory.
  }
}
