package dev.caisson.linux;

/**
 * What statx(2) says about a file.
 *
 * @param type the type
 * @param mode the permissions with setuid, setgid and sticky, from 0 to 07777
 * @param uid the owner, as seen from the JVM's user namespace
 * @param gid the group, as seen from the JVM's user namespace
 * @param links how many names the file has; 0 once it is deleted
 * @param size the size in bytes
 * @param modified when the contents changed last
 * @param inode the number of the file on its device
 * @param device the device that holds the file
 * @param represents the device that the file is a node of; all zero for other types
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
public record Stat(
    FileType type,
    int mode,
    long uid,
    long gid,
    long links,
    long size,
    Timestamp modified,
    long inode,
    Device device,
    Device represents) {

  static final int SIZE = 256;
  static final int BASIC_STATS = 0x7ff;

  private static final int PERMISSIONS = 07777;
  private static final int NLINK = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INO = 32;
  private static final int BYTES = 40;
  private static final int MTIME = 112;
  private static final int RDEV = 128;
  private static final int DEV = 136;

  /** A device's major and minor number. */
  public record Device(long major, long minor) {}

  /** Reads a {@code struct statx}. */
  static Stat at(long address) {
    int mode = Arena.readInt(address + MODE) & 0xffff;
    return new Stat(
        FileType.ofMode(mode),
        mode & PERMISSIONS,
        unsigned(address + UID),
        unsigned(address + GID),
        unsigned(address + NLINK),
        Arena.readLong(address + BYTES),
        new Timestamp(Arena.readLong(address + MTIME), Arena.readInt(address + MTIME + Long.BYTES)),
        Arena.readLong(address + INO),
        device(address + DEV),
        device(address + RDEV));
  }

  private static Device device(long address) {
    return new Device(unsigned(address), unsigned(address + Integer.BYTES));
  }

  private static long unsigned(long address) {
    return Integer.toUnsignedLong(Arena.readInt(address));
  }

  /** Returns whether both describe the same file, at whatever time. */
  public boolean isSameFile(Stat other) {
    return inode == other.inode && device.equals(other.device);
  }
}
