package dev.caisson;

import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes to a regular file, of which the stream is the owner. */
final class FileOutput extends OutputStream {

  private static final int CHUNK = 64 * 1024;

  private final OpenFile file;
  private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);
  private boolean closed;

  FileOutput(OpenFile file) {
    this.file = file;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IOException("stream is closed");
    }
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, CHUNK);
      buffer.bytes().put(0, source, offset + done, part);
      file.write(buffer, 0, part);
      done += part;
    }
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
