package dev.caisson.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An open directory of one of the kernel's own file systems (cgroup, proc, sysfs).
 *
 * <p>There a file is a value, read and written whole, and a directory is an object of the kernel,
 * made and removed by mkdir(2) and rmdir(2). Names are relative to this directory and may lead
 * through several; each char is one byte (ISO 8859-1), so that no name is lost.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class KernelDirectory implements AutoCloseable {

  private static final int AT_FDCWD = -100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 02000000;
  // chown(2): the id is not changed.
  private static final int KEEP = -1;
  private static final int LOCK_EX_NB = 2 | 4;
  private static final int LIST_BUFFER = 4096;
  // With a name it fits into one block of an arena.
  private static final int BUFFER = 512;
  private static final int LONGEST_LINE = 64;
  // Of one call; the kernel takes 4,095 bytes.
  private static final int LONGEST_NAME = 3000;

  private final Fd fd;
  private final String path;

  private KernelDirectory(Fd fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /** Gives a file of the kernel's to a user; its group stays what it is. */
  public static void changeOwner(Path file, long uid) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long name = arena.string(CString.of(file));
      long result = Kernel.call(SystemCall.FCHOWNAT, AT_FDCWD, name, uid, KEEP, 0);
      Kernel.check(result, "change owner of", file);
    }
  }

  /** Opens a directory by its path. */
  public static KernelDirectory open(Path path) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long name = arena.string(CString.of(path));
      long number = Kernel.call(SystemCall.OPENAT, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
      return new KernelDirectory(Fd.own(Kernel.check(number, "open", path)), path.toString());
    }
  }

  /** Opens a directory below this one. */
  public KernelDirectory directory(String name) throws SystemCallException {
    return new KernelDirectory(file(name), path(name));
  }

  /** Opens a file or directory below this one for reading. */
  public Fd file(String name) throws SystemCallException {
    return Fd.own(Kernel.check(open(name, O_RDONLY), "open", path(name)));
  }

  /** Opens a file that is to be read again and again; empty where there is no such file. */
  public Optional<KernelFile> fileIfThere(String name) throws SystemCallException {
    long number = open(name, O_RDONLY);
    if (isAbsent(number)) {
      return Optional.empty();
    }
    Fd open = Fd.own(Kernel.check(number, "open", path(name)));
    return Optional.of(new KernelFile(open, path(name)));
  }

  /** Opens a file below this one for writing. */
  public Fd writableFile(String name) throws SystemCallException {
    return Fd.own(Kernel.check(open(name, O_WRONLY), "open", path(name)));
  }

  /** Opens a file below this one, to read its value again and again. */
  public OpenFile openValue(String name) throws SystemCallException {
    return new OpenFile(file(name));
  }

  /** Opens a file below this one, to write to it and to read it. */
  public OpenFile openChangeable(String name) throws SystemCallException {
    return new OpenFile(Fd.own(Kernel.check(open(name, O_RDWR), "open", path(name))));
  }

  private long open(String name, int flags) {
    return at(SystemCall.OPENAT, name, flags | O_CLOEXEC);
  }

  private long at(SystemCall call, String name, long argument) {
    try (Arena arena = new Arena()) {
      return at(arena, call, name, argument);
    }
  }

  private long at(Arena arena, SystemCall call, String name, long argument) {
    return at(fd.number(), arena, call, name, argument);
  }

  /** Makes a call for a name of any length; whoever was given a directory can nest them deep. */
  private static long at(long directory, Arena arena, SystemCall call, String name, long argument) {
    int cut = name.length() > LONGEST_NAME ? name.lastIndexOf('/', LONGEST_NAME) : -1;
    if (cut <= 0) {
      long address = arena.string(CString.of(name.getBytes(ISO_8859_1)));
      return Kernel.call(call, directory, address, argument);
    }
    long part =
        at(directory, arena, SystemCall.OPENAT, name.substring(0, cut), O_RDONLY | O_CLOEXEC);
    if (part < 0) {
      return part;
    }
    try {
      return at(part, arena, call, name.substring(cut + 1), argument);
    } finally {
      Kernel.call(SystemCall.CLOSE, part);
    }
  }

  /** Returns a file's text without the line end that closes it. */
  public String read(String file) throws SystemCallException {
    Optional<String> text = readIfThere(file);
    if (text.isEmpty()) {
      throw new SystemCallException("read", path(file), Errno.ENOENT.number());
    }
    return text.get();
  }

  /** Returns the same; empty where there is no such file. */
  public Optional<String> readIfThere(String file) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long number = at(arena, SystemCall.OPENAT, file, O_RDONLY | O_CLOEXEC);
      if (isAbsent(number)) {
        return Optional.empty();
      }
      try (Fd open = Fd.own(Kernel.check(number, "open", path(file)))) {
        return readAll(open, arena, file);
      }
    }
  }

  private Optional<String> readAll(Fd open, Arena arena, String file) throws SystemCallException {
    long buffer = arena.allocate(BUFFER);
    ByteArrayOutputStream text = new ByteArrayOutputStream(BUFFER);
    long count;
    do {
      count = Kernel.call(SystemCall.READ, open.number(), buffer, BUFFER);
      if (isAbsent(count)) {
        return Optional.empty();
      }
      Kernel.check(count, "read", path(file));
      text.writeBytes(Arena.readBytes(buffer, (int) count));
      // The kernel cuts a list before a line that does not fit, so less room than that is no end.
    } while (BUFFER - count < LONGEST_LINE);
    return Optional.of(text.toString(ISO_8859_1).stripTrailing());
  }

  /** Writes a value, by one write(2). */
  public void write(String file, String value) throws SystemCallException {
    Kernel.check(tryWrite(file, value), "write " + value + " to", path(file));
  }

  /** Writes a value where there is such a file, and returns whether there is. */
  public boolean writeIfThere(String file, String value) throws SystemCallException {
    long result = tryWrite(file, value);
    if (isAbsent(result)) {
      return false;
    }
    Kernel.check(result, "write " + value + " to", path(file));
    return true;
  }

  private long tryWrite(String file, String value) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long number = at(arena, SystemCall.OPENAT, file, O_WRONLY | O_CLOEXEC);
      if (number < 0) {
        return number;
      }
      try (Fd open = Fd.own(number)) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        return Kernel.call(SystemCall.WRITE, open.number(), arena.bytes(bytes), bytes.length);
      }
    }
  }

  /** ENODEV is what an open file answers after its object was removed. */
  private static boolean isAbsent(long result) {
    return isError(result, Errno.ENOENT) || isError(result, Errno.ENODEV);
  }

  /**
   * Makes a directory with this mode, less the umask, and returns whether it was not there already.
   */
  public boolean makeDirectory(String name, int mode) throws SystemCallException {
    long result = at(SystemCall.MKDIRAT, name, mode);
    if (isError(result, Errno.EEXIST)) {
      return false;
    }
    Kernel.check(result, "make directory", path(name));
    return true;
  }

  /**
   * Removes a directory, and returns whether it is gone: {@code false} says that the kernel finds
   * it in use (EBUSY, ENOTEMPTY); one that is not there is gone.
   */
  public boolean removeDirectory(String name) throws SystemCallException {
    long result = at(SystemCall.UNLINKAT, name, AT_REMOVEDIR);
    if (isError(result, Errno.EBUSY) || isError(result, Errno.ENOTEMPTY)) {
      return false;
    }
    if (!isError(result, Errno.ENOENT)) {
      Kernel.check(result, "remove directory", path(name));
    }
    return true;
  }

  /** Returns whether there is such a file or directory. */
  public boolean holds(String name) throws SystemCallException {
    long result = at(SystemCall.FACCESSAT, name, 0);
    if (isError(result, Errno.ENOENT)) {
      return false;
    }
    Kernel.check(result, "look for", path(name));
    return true;
  }

  /** Returns the names of the directories in one below this, {@code "."} being this. */
  public List<String> directories(String name) throws SystemCallException {
    List<String> names = new ArrayList<>();
    try (Fd open = file(name);
        Arena arena = new Arena()) {
      long buffer = arena.allocate(LIST_BUFFER);
      long count;
      do {
        count = Kernel.call(SystemCall.GETDENTS64, open.number(), buffer, LIST_BUFFER);
        Kernel.check(count, "list", path(name));
        DirectoryEntries.directories(Arena.readBytes(buffer, (int) count), names);
      } while (count > 0);
    }
    return names;
  }

  /**
   * Takes the directory's exclusive lock, and returns whether it was free.
   *
   * <p>The kernel frees it when this is closed, or the process ends in whatever way.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/flock.2.html">flock(2)</a>
   */
  public boolean tryLock() throws SystemCallException {
    long result = Kernel.call(SystemCall.FLOCK, fd.number(), LOCK_EX_NB);
    if (isError(result, Errno.EAGAIN)) {
      return false;
    }
    Kernel.check(result, "lock", path);
    return true;
  }

  /** Returns the descriptor, which this goes on owning. */
  public Fd fd() {
    return fd;
  }

  /** Returns the path of this directory, or of something below it. */
  public String path(String name) {
    return name.equals(".") ? path : path + "/" + name;
  }

  private static boolean isError(long result, Errno errno) {
    return result == -errno.number();
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return path;
  }
}
