package dev.caisson.namespaces;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something that Landlock can refuse, by the kernel's name without {@code LANDLOCK_ACCESS_FS_} or
 * {@code LANDLOCK_ACCESS_NET_}.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html">Landlock: unprivileged access
 *     control</a>
 */
public enum LandlockRight {
  /** Execute a file. */
  EXECUTE(0, 1),
  /** Open a file for writing. */
  WRITE_FILE(1, 1),
  /** Open a file for reading. */
  READ_FILE(2, 1),
  /** Open a folder, or list it. */
  READ_DIR(3, 1),
  /** Remove or rename an empty folder. */
  REMOVE_DIR(4, 1),
  /** Remove or rename a file. */
  REMOVE_FILE(5, 1),
  /** Make a character device. */
  MAKE_CHAR(6, 1),
  /** Make a folder. */
  MAKE_DIR(7, 1),
  /** Make a regular file. */
  MAKE_REG(8, 1),
  /** Make a UNIX socket. */
  MAKE_SOCK(9, 1),
  /** Make a named pipe. */
  MAKE_FIFO(10, 1),
  /** Make a block device. */
  MAKE_BLOCK(11, 1),
  /** Make a symbolic link. */
  MAKE_SYM(12, 1),
  /** Link or move a file into another folder; Linux 5.19. What does not allow it forbids it. */
  REFER(13, 2),
  /** Shorten a file; Linux 6.2. */
  TRUNCATE(14, 3),
  /** Control an opened device by ioctl(2); Linux 6.10. */
  IOCTL_DEV(15, 5),
  /** Bind a TCP socket to a port; Linux 6.7. */
  BIND_TCP(0, 4),
  /** Connect a TCP socket to a port; Linux 6.7. */
  CONNECT_TCP(1, 4);

  private static final Set<LandlockRight> OF_PORTS = EnumSet.of(BIND_TCP, CONNECT_TCP);

  private final int bit;
  private final int abi;

  LandlockRight(int bit, int abi) {
    this.bit = bit;
    this.abi = abi;
  }

  /** Returns whether it is about files and folders; the others are about ports. */
  public boolean isOfFiles() {
    return !OF_PORTS.contains(this);
  }

  /** Returns the version of Landlock that is the first to know it. */
  public int abi() {
    return abi;
  }

  /** Returns those about files and folders that Linux 6.2 knows. */
  public static Set<LandlockRight> ofFiles() {
    Set<LandlockRight> rights = EnumSet.allOf(LandlockRight.class);
    rights.removeIf(right -> !right.isOfFiles() || right == IOCTL_DEV);
    return rights;
  }

  /** Returns what it takes to read and execute. */
  public static Set<LandlockRight> reading() {
    return EnumSet.of(EXECUTE, READ_FILE, READ_DIR);
  }

  /** Returns the rights as the kernel takes them; they are of one kind. */
  public static long bits(Collection<LandlockRight> rights) {
    return rights.stream().mapToLong(right -> 1L << right.bit).reduce(0, (a, b) -> a | b);
  }

  /** Returns some of these rights, in order. */
  static Set<LandlockRight> select(Collection<LandlockRight> rights, boolean ofFiles) {
    Set<LandlockRight> selected = EnumSet.noneOf(LandlockRight.class);
    rights.stream().filter(right -> right.isOfFiles() == ofFiles).forEach(selected::add);
    return selected;
  }

  static Set<LandlockRight> setOf(LandlockRight... rights) {
    Set<LandlockRight> set = EnumSet.noneOf(LandlockRight.class);
    set.addAll(Arrays.asList(rights));
    return set;
  }
}
