package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a directory's entries in batches.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents64(2)</a>
 */
final class Listing {

  private static final int BATCH = 32 * 1024;
  private static final int RECORD_LENGTH = 16;
  private static final int NAME = 19;

  private Listing() {}

  /** Returns the names after the descriptor's offset, of which there may be so many. */
  static List<CString> all(Directory directory, int most) throws SystemCallException {
    List<CString> names = new ArrayList<>();
    List<CString> batch = next(directory);
    while (!batch.isEmpty()) {
      names.addAll(batch);
      if (names.size() > most) {
        throw new SystemCallException("list", directory.fd().toString(), Errno.EOVERFLOW.number());
      }
      batch = next(directory);
    }
    return names;
  }

  /** Returns the next names after the descriptor's offset; none at the end. */
  static List<CString> next(Directory directory) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long batch = arena.allocate(BATCH);
      long length = Kernel.call(SystemCall.GETDENTS64, directory.number(), batch, BATCH);
      Kernel.check(length, "list", directory.fd());
      return names(Arena.readBytes(batch, (int) length));
    }
  }

  private static List<CString> names(byte[] batch) {
    List<CString> names = new ArrayList<>();
    int record = 0;
    while (record < batch.length) {
      int end = record + NAME;
      while (batch[end] != 0) {
        end++;
      }
      CString name = CString.of(Arrays.copyOfRange(batch, record + NAME, end));
      if (name.isName()) {
        names.add(name);
      }
      record += length(batch, record + RECORD_LENGTH);
    }
    return names;
  }

  private static int length(byte[] batch, int offset) {
    // d_reclen is a little-endian unsigned short on both architectures.
    return Byte.toUnsignedInt(batch[offset]) | Byte.toUnsignedInt(batch[offset + 1]) << Byte.SIZE;
  }
}
