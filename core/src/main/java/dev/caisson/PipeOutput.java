package dev.caisson;

import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** What a container reads, written by the caller. */
final class PipeOutput extends OutputStream {

  private static final int CHUNK = 64 * 1024;

  private final FdChannel channel;
  private boolean closed;

  PipeOutput(Fd fd) {
    this.channel = new FdChannel(fd, CHUNK);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /** Writes all bytes, and waits where the container is slow to read them. */
  @Override
  public synchronized void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IOException("stream is closed");
    }
    channel.write(source, offset, length);
  }

  /** Closes the stream: the container reads the end of the file. */
  @Override
  public synchronized void close() {
    closed = true;
    channel.close();
  }
}
