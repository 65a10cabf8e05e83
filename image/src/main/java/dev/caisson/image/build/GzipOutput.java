package dev.caisson.image.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes one gzip member whose header says nothing of when and where it was written: the same bytes
 * in are the same bytes out, with one version of zlib.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipOutput extends DeflaterOutputStream {

  private static final int LEVEL = 6;
  private static final int BUFFER = 64 * 1024;
  private static final int UNKNOWN_SYSTEM = 0xff;
  private static final byte[] HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) UNKNOWN_SYSTEM
  };

  private final CRC32 sum = new CRC32();
  private long length;
  private boolean closed;

  GzipOutput(OutputStream out) throws IOException {
    super(out, new Deflater(LEVEL, true), BUFFER);
    out.write(HEADER);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    super.write(bytes, offset, count);
    sum.update(bytes, offset, count);
    length += count;
  }

  /** Writes the end of the member; the stream below stays open. */
  @Override
  public void finish() throws IOException {
    if (!def.finished()) {
      super.finish();
      ByteBuffer trailer = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(trailer.putInt((int) sum.getValue()).putInt((int) length).array());
    }
  }

  /** Frees the memory; the stream below stays open. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      def.end();
    }
  }
}
