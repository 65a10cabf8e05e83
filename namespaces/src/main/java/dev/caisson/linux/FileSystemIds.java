package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;

/**
 * Has the calling thread make files that belong to other ids, until it is closed by the same
 * thread. The thread keeps its effective capabilities meanwhile; the JVM's other threads notice
 * nothing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setfsuid.2.html">setfsuid(2)</a>
 */
public final class FileSystemIds implements AutoCloseable {

  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int RECORDS_BYTES = 2 * 3 * Integer.BYTES;
  // setfsuid(2): an id that is none changes nothing, and the call returns the one in force.
  private static final long NO_ID = -1;

  private final byte[] capabilities;
  private final long user;
  private final long group;

  private FileSystemIds(byte[] capabilities, long user, long group) {
    this.capabilities = capabilities;
    this.user = user;
    this.group = group;
  }

  /**
   * Assumes the ids.
   *
   * @throws SystemCallException EPERM without CAP_SETUID and CAP_SETGID
   */
  public static FileSystemIds assume(long uid, long gid) throws SystemCallException {
    byte[] capabilities = readCapabilities();
    FileSystemIds before =
        new FileSystemIds(
            capabilities,
            Kernel.call(SystemCall.SETFSUID, NO_ID),
            Kernel.call(SystemCall.SETFSGID, NO_ID));
    try {
      set(uid, gid);
      // Leaving 0 takes those away with which one reaches the files of others.
      writeCapabilities(capabilities);
      return before;
    } catch (SystemCallException | RuntimeException e) {
      before.close();
      throw e;
    }
  }

  private static void set(long uid, long gid) throws SystemCallException {
    Kernel.call(SystemCall.SETFSGID, gid);
    Kernel.call(SystemCall.SETFSUID, uid);
    // They tell of no error.
    if (Kernel.call(SystemCall.SETFSUID, NO_ID) != uid
        || Kernel.call(SystemCall.SETFSGID, NO_ID) != gid) {
      throw new SystemCallException("make files as", uid + ":" + gid, Errno.EPERM.number());
    }
  }

  private static byte[] readCapabilities() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long header = arena.words(CAPABILITY_VERSION_3);
      long data = arena.allocate(RECORDS_BYTES);
      Kernel.check(Kernel.call(SystemCall.CAPGET, header, data), "read", "capabilities");
      return Arena.readBytes(data, RECORDS_BYTES);
    }
  }

  private static void writeCapabilities(byte[] records) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long header = arena.words(CAPABILITY_VERSION_3);
      long data = arena.bytes(records);
      Kernel.check(Kernel.call(SystemCall.CAPSET, header, data), "keep", "capabilities");
    }
  }

  /** Takes the former ids again; fails loudly, as the thread would go on as another. */
  @Override
  public void close() {
    try {
      set(user, group);
      writeCapabilities(capabilities);
    } catch (SystemCallException e) {
      throw new IllegalStateException("the thread can't become itself again", e);
    }
  }
}
