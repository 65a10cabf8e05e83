package dev.caisson.image.build;

import dev.caisson.linux.CString;
import dev.caisson.linux.Stat;
import dev.caisson.linux.Timestamp;
import java.util.Map;

/**
 * One file as it stands in a tar.
 *
 * @param path its name in the tar, which ends in a slash where it is a directory
 * @param link what a symbolic or hard link leads to; empty bytes for others
 * @param mode the permissions, from 0 to 07777
 * @param size how many bytes follow; 0 for all but regular files
 * @param device what a device node stands for
 * @param xattrs extended attributes, byte for byte, in the order in which they are written
 */
record TarMember(
    CString path,
    Type type,
    CString link,
    int mode,
    long uid,
    long gid,
    long size,
    Timestamp modified,
    Stat.Device device,
    Map<CString, byte[]> xattrs) {

  static final Stat.Device NO_DEVICE = new Stat.Device(0, 0);
  static final CString NO_LINK = CString.of("");

  /** The type, with its flag. */
  enum Type {
    FILE('0'),
    HARD_LINK('1'),
    SYMBOLIC_LINK('2'),
    CHARACTER_DEVICE('3'),
    BLOCK_DEVICE('4'),
    DIRECTORY('5'),
    FIFO('6');

    private final char flag;

    Type(char flag) {
      this.flag = flag;
    }

    char flag() {
      return flag;
    }
  }

  /** Returns an empty file that means something by its name alone. */
  static TarMember marker(CString path, Timestamp modified) {
    return new TarMember(path, Type.FILE, NO_LINK, 0, 0, 0, 0, modified, NO_DEVICE, Map.of());
  }

  /** Returns this, leading to a target. */
  TarMember asLinkTo(CString target) {
    return new TarMember(path, type, target, mode, uid, gid, size, modified, device, xattrs);
  }

  /** Returns this as another name of what was written before. */
  TarMember asHardLinkTo(CString first) {
    return new TarMember(
        path, Type.HARD_LINK, first, mode, uid, gid, 0, modified, NO_DEVICE, Map.of());
  }
}
