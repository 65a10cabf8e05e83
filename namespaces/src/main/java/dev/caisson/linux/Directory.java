package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An open directory, by which everything below it is named.
 *
 * <p>A <i>name</i> is one component and is never followed where it is a symbolic link; a
 * <i>path</i> is resolved as its {@link OpenHow} says. Nothing here looks at the working directory.
 */
public final class Directory extends FileHandle {

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int RENAME_NOREPLACE = 1;
  // Whoever renames without end must not keep a caller here for as long.
  private static final int MOST_ATTEMPTS = 128;
  private static final OpenHow OPEN = OpenHow.of(OpenFlag.DIRECTORY);
  private static final OpenHow CHILD = OpenHow.of(OpenFlag.DIRECTORY, OpenFlag.NOFOLLOW);
  private static final OpenHow DIRECTORY_PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.DIRECTORY);
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);

  private Directory(Fd fd) {
    super(fd);
  }

  /** Takes ownership of the descriptor of a directory. */
  public static Directory own(Fd fd) {
    return new Directory(fd);
  }

  /** Opens a directory of the JVM's own tree for reading; symbolic links are followed. */
  public static Directory open(Path path) throws SystemCallException {
    return new Directory(open(AT_FDCWD, CString.of(path), OPEN, "open directory"));
  }

  /** Opens the place of a directory of the JVM's own tree; symbolic links are followed. */
  public static Directory place(Path path) throws SystemCallException {
    return new Directory(open(AT_FDCWD, CString.of(path), DIRECTORY_PLACE, "open directory"));
  }

  static Fd open(int from, CString path, OpenHow how, String step) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long at = arena.string(path);
      long parameters = how.in(arena);
      long result;
      int attempts = 0;
      do {
        result = Kernel.call(SystemCall.OPENAT2, from, at, parameters, OpenHow.size());
        attempts++;
        // With a limit on the path, EAGAIN says that a rename somewhere may have hit a "..".
      } while (how.isConfined() && result == -Errno.EAGAIN.number() && attempts < MOST_ATTEMPTS);
      return Fd.own(Kernel.check(result, step, path));
    }
  }

  /** Opens what is not a directory; a directory only with {@link OpenFlag#PATH}. */
  public OpenFile openFile(CString path, OpenHow how) throws SystemCallException {
    return new OpenFile(open(number(), path, how, "open"));
  }

  /** Opens a directory; {@code how} should have {@link OpenFlag#DIRECTORY}. */
  public Directory openDirectory(CString path, OpenHow how) throws SystemCallException {
    return new Directory(open(number(), path, how, "open directory"));
  }

  /**
   * Opens the directory of this name for reading.
   *
   * @throws SystemCallException ENOTDIR or ELOOP where the name is something else
   */
  public Directory child(CString name) throws SystemCallException {
    return new Directory(open(number(), requireName(name), CHILD, "open directory"));
  }

  /** Opens the directory that holds this one. */
  public Directory parent() throws SystemCallException {
    return new Directory(open(number(), CString.of(".."), CHILD, "open directory"));
  }

  /** Opens this directory once more, with an offset and a lock of its own. */
  public Directory reopen() throws SystemCallException {
    return at(number());
  }

  static Directory at(int place) throws SystemCallException {
    return new Directory(open(place, CString.of("."), CHILD, "open directory"));
  }

  private static CString requireName(CString name) {
    if (!name.isName()) {
      throw new IllegalArgumentException("not one component: " + name);
    }
    return name;
  }

  /**
   * Makes an empty file for writing, mode 0600.
   *
   * @throws SystemCallException EEXIST where the name is taken, by whatever
   */
  public OpenFile createFile(CString name) throws SystemCallException {
    return openFile(requireName(name), CreateNew.HOW);
  }

  /** How a new file is made; in a class of its own so that it is made on first use. */
  private static final class CreateNew {
    static final OpenHow HOW =
        OpenHow.of(OpenFlag.WRONLY, OpenFlag.CREAT, OpenFlag.EXCL, OpenFlag.NOFOLLOW);
  }

  /** Makes a directory, with this mode less the JVM's umask. */
  public void makeDirectory(CString name, int mode) throws SystemCallException {
    at(SystemCall.MKDIRAT, "make directory", name, mode);
  }

  /** Makes a symbolic link to any target. */
  public void makeSymlink(CString target, CString name) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result =
          Kernel.call(
              SystemCall.SYMLINKAT,
              arena.string(target),
              number(),
              arena.string(requireName(name)));
      Kernel.check(result, "make symbolic link", name);
    }
  }

  /** Makes another name of a file; of a symbolic link itself, where the old name is one. */
  public void link(CString oldName, Directory newParent, CString newName)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long from = arena.string(requireName(oldName));
      long to = arena.string(requireName(newName));
      long result = Kernel.call(SystemCall.LINKAT, number(), from, newParent.number(), to, 0);
      Kernel.check(result, "make hard link", newName);
    }
  }

  /** Makes a FIFO, with this mode less the JVM's umask. */
  public void makeFifo(CString name, int mode) throws SystemCallException {
    at(SystemCall.MKNODAT, "make FIFO", name, FileType.FIFO.bits() | mode);
  }

  /**
   * Makes a device node without permissions.
   *
   * @param type a block or character device
   * @throws SystemCallException EPERM without CAP_MKNOD
   */
  public void makeDevice(CString name, FileType type, Stat.Device device)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long at = arena.string(requireName(name));
      long minor = device.minor();
      // The kernel's new_encode_dev(): the minor number is in two parts.
      long encoded = (minor & 0xff) | (device.major() << 8) | ((minor & ~0xffL) << 12);
      long result = Kernel.call(SystemCall.MKNODAT, number(), at, type.bits(), encoded);
      Kernel.check(result, "make device", name);
    }
  }

  /** Makes overlayfs's whiteout, character device 0:0, which needs no privilege since Linux 5.8. */
  public void makeWhiteout(CString name) throws SystemCallException {
    at(SystemCall.MKNODAT, "make whiteout", name, FileType.CHARACTER_DEVICE.bits());
  }

  /** Removes a name that is not a directory. */
  public void unlink(CString name) throws SystemCallException {
    at(SystemCall.UNLINKAT, "remove", name, 0);
  }

  /** Removes an empty directory. */
  public void removeDirectory(CString name) throws SystemCallException {
    at(SystemCall.UNLINKAT, "remove directory", name, AT_REMOVEDIR);
  }

  private void at(SystemCall call, String step, CString name, long argument)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long at = arena.string(requireName(name));
      Kernel.check(Kernel.call(call, number(), at, argument), step, name);
    }
  }

  /**
   * Removes a name and, where it is a directory, all below it, without following a link.
   *
   * @throws SystemCallException EXDEV where something is mounted on a directory of the tree
   */
  public void removeTree(CString name) throws SystemCallException {
    TreeRemoval.remove(this, requireName(name));
  }

  /**
   * Gives a file another name, atomically.
   *
   * @return false where the new name is taken; then nothing is changed
   */
  public boolean renameTo(CString name, Directory newParent, CString newName)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long from = arena.string(requireName(name));
      long to = arena.string(requireName(newName));
      long result =
          Kernel.call(
              SystemCall.RENAMEAT2, number(), from, newParent.number(), to, RENAME_NOREPLACE);
      if (result == -Errno.EEXIST.number()) {
        return false;
      }
      Kernel.check(result, "rename", name);
      return true;
    }
  }

  /** Gives a file another name, atomically, in the place of a file that may have had it. */
  public void replace(CString name, Directory newParent, CString newName)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long from = arena.string(requireName(name));
      long to = arena.string(requireName(newName));
      long result = Kernel.call(SystemCall.RENAMEAT2, number(), from, newParent.number(), to, 0);
      Kernel.check(result, "rename", name);
    }
  }

  /** Returns what is at a name; empty where nothing is. */
  public Optional<Stat> find(CString name) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long at = arena.string(requireName(name));
      long address = arena.allocate(Stat.SIZE);
      long result =
          Kernel.call(
              SystemCall.STATX, number(), at, AT_SYMLINK_NOFOLLOW, Stat.BASIC_STATS, address);
      if (result == -Errno.ENOENT.number()) {
        return Optional.empty();
      }
      Kernel.check(result, "stat", name);
      return Optional.of(Stat.at(address));
    }
  }

  /** Returns where a symbolic link points. */
  public CString readLink(CString name) throws SystemCallException {
    return readLink(number(), requireName(name));
  }

  /** Returns the names in this directory, in no order, without {@code .} and {@code ..}. */
  public List<CString> list() throws SystemCallException {
    return list(Integer.MAX_VALUE);
  }

  /**
   * Returns the names in this directory, as {@link #list()} does.
   *
   * @throws SystemCallException EOVERFLOW where there are more than so many
   */
  public List<CString> list(int most) throws SystemCallException {
    try (Directory opened = reopen()) {
      return Listing.all(opened, most);
    }
  }

  /**
   * Returns the names after this descriptor's offset, all of them at first and none from then on,
   * as {@link #list(int)} does otherwise; it takes no right but that by which this was opened.
   */
  public List<CString> listRest(int most) throws SystemCallException {
    return Listing.all(this, most);
  }

  /** Gives the file of this name, or the symbolic link itself, to a user and group. */
  public void changeOwner(CString name, long uid, long gid) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long at = arena.string(requireName(name));
      long result = Kernel.call(SystemCall.FCHOWNAT, number(), at, uid, gid, AT_SYMLINK_NOFOLLOW);
      Kernel.check(result, "change owner of", name);
    }
  }

  /**
   * Sets the permissions of the file of this name.
   *
   * @throws SystemCallException EOPNOTSUPP on a symbolic link, which has none
   */
  public void changeMode(CString name, int mode) throws SystemCallException {
    try (OpenFile place = openFile(requireName(name), PLACE);
        Arena arena = new Arena()) {
      // fchmod(2) refuses O_PATH, and fchmodat(2) would follow a link; the magic link does neither.
      long path = arena.string(CString.of("/proc/self/fd/" + place.number()));
      long result = Kernel.call(SystemCall.FCHMODAT, AT_FDCWD, path, mode);
      Kernel.check(result, "change mode of", name);
    }
  }

  /** Sets the times of the file of this name, or of the symbolic link itself. */
  public void changeTimes(CString name, Timestamp accessed, Timestamp modified)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long at = arena.string(requireName(name));
      long times = times(arena, accessed, modified);
      long result = Kernel.call(SystemCall.UTIMENSAT, number(), at, times, AT_SYMLINK_NOFOLLOW);
      Kernel.check(result, "set times of", name);
    }
  }

  /** Sets an extended attribute of the file of this name, or of the symbolic link itself. */
  public void setXattr(CString name, CString attribute, byte[] value) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result =
          Kernel.call(
              SystemCall.LSETXATTR,
              arena.string(throughProc(name)),
              arena.string(attribute),
              arena.bytes(value),
              value.length,
              0);
      Kernel.check(result, "set attribute " + attribute + " of", name);
    }
  }

  private CString throughProc(CString name) {
    byte[] prefix = ("/proc/self/fd/" + number() + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] path = Arrays.copyOf(prefix, prefix.length + requireName(name).length());
    name.copyTo(path, prefix.length);
    return CString.of(path);
  }
}
