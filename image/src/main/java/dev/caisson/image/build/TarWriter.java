package dev.caisson.image.build;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a tar in the POSIX format, byte for byte: the same members are the same bytes, whoever
 * writes them.
 *
 * <p>What a ustar header can't hold goes into extended headers: names that are longer than 100
 * bytes or not ASCII, large ids, sizes and times, fractions of a second, and extended attributes.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax</a>
 */
final class TarWriter {

  private static final int BLOCK = 512;
  private static final byte[] ZEROS = new byte[2 * BLOCK];

  private final OutputStream out;
  private long size;
  private long remaining;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins a member, whose {@link TarMember#size} bytes are to follow. */
  void begin(TarMember member) throws IOException {
    requireBodyWritten();
    byte[] extended = ExtendedHeader.of(member);
    if (extended.length > 0) {
      out.write(UstarHeader.ofExtended(member.path(), extended.length));
      out.write(extended);
      pad(extended.length);
    }
    out.write(UstarHeader.of(member));
    size = member.size();
    remaining = size;
  }

  /** Writes part of the body of the member that was begun last. */
  void write(byte[] bytes, int length) throws IOException {
    if (length > remaining) {
      throw new IllegalStateException("more than the " + size + " bytes of the member");
    }
    out.write(bytes, 0, length);
    remaining -= length;
    if (remaining == 0) {
      pad(size);
    }
  }

  private void pad(long length) throws IOException {
    int rest = (int) (length % BLOCK);
    if (rest > 0) {
      out.write(ZEROS, 0, BLOCK - rest);
    }
  }

  /** Ends the tar; the stream stays open. */
  void finish() throws IOException {
    requireBodyWritten();
    out.write(ZEROS);
  }

  private void requireBodyWritten() {
    if (remaining != 0) {
      throw new IllegalStateException(remaining + " bytes of the last member are missing");
    }
  }
}
