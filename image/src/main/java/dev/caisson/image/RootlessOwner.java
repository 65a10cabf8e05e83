package dev.caisson.image;

import dev.caisson.linux.CString;
import java.io.ByteArrayOutputStream;

/**
 * Who a file belongs to in its image, kept as an extended attribute where an ordinary user can't
 * give it away: umoci and PRoot know it too.
 *
 * @see <a href="https://github.com/rootless-containers/proto">the message Resource</a>
 */
final class RootlessOwner {

  static final CString ATTRIBUTE = CString.of("user.rootlesscontainers");

  // Field numbers 1 and 2, as varints.
  private static final int UID = 1 << 3;
  private static final int GID = 2 << 3;

  private RootlessOwner() {}

  static byte[] value(long uid, long gid) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    field(message, UID, uid);
    field(message, GID, gid);
    return message.toByteArray();
  }

  private static void field(ByteArrayOutputStream message, int tag, long value) {
    if (value == 0) {
      return;
    }
    message.write(tag);
    long rest = value;
    while (rest > 0x7f) {
      message.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    message.write((int) rest);
  }
}
