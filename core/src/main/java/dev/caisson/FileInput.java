package dev.caisson;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/** The contents of a regular file, of which the stream is the owner. */
final class FileInput extends InputStream {

  private static final int CHUNK = 64 * 1024;
  private static final int END = -1;

  private final OpenFile file;
  private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);
  private long position;
  private boolean closed;

  FileInput(OpenFile file) {
    this.file = file;
  }

  /**
   * Returns the contents of a file, and closes it.
   *
   * @throws SystemCallException EFBIG where there is more than so many bytes
   */
  static byte[] contents(OpenFile file, int most) throws SystemCallException {
    try (FileInput input = new FileInput(file)) {
      byte[] contents = input.readNBytes(most);
      if (input.read() != END) {
        throw new SystemCallException(
            "read",
            file.fd().toString(),
            Errno.EFBIG.number(),
            Optional.of("it has more than " + most + " bytes: raise the limit, or openRead"));
      }
      return contents;
    } catch (SystemCallException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("closed by nobody", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == END ? END : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (closed) {
      throw new IOException("stream is closed");
    }
    if (length == 0) {
      return 0;
    }
    int count = file.read(position, buffer, Math.min(length, CHUNK));
    buffer.bytes().get(0, target, offset, count);
    position += count;
    return count == 0 ? END : count;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      file.close();
      buffer.close();
    }
  }
}
