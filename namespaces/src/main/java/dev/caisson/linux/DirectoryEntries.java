package dev.caisson.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What getdents64(2) fills: records of {@code u64 ino; s64 off; u16 length; u8 type; char name[]}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents.2.html">getdents64(2)</a>
 */
final class DirectoryEntries {

  private static final int LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;
  private static final int DT_DIR = 4;

  private DirectoryEntries() {}

  /** Adds the names of the directories among the records, without {@code .} and {@code ..}. */
  static void directories(byte[] records, List<String> names) {
    ByteBuffer buffer = ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
    for (int at = 0; at < records.length; at += Short.toUnsignedInt(buffer.getShort(at + LENGTH))) {
      String name = text(records, at + NAME);
      if (records[at + TYPE] == DT_DIR && !name.equals(".") && !name.equals("..")) {
        names.add(name);
      }
    }
  }

  private static String text(byte[] records, int start) {
    int end = start;
    while (records[end] != 0) {
      end++;
    }
    return new String(records, start, end - start, ISO_8859_1);
  }
}
