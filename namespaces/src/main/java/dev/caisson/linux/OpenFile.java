package dev.caisson.linux;

import dev.caisson.error.SystemCallException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open file that is not a directory: its contents, at the current or at a given offset. With
 * {@link OpenFlag#PATH} it is a place, at which anything may be.
 */
public final class OpenFile extends FileHandle {

  private static final int AT_FDCWD = -100;
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH);

  OpenFile(Fd fd) {
    super(fd);
  }

  /** Takes ownership of the descriptor of a file, or of a place. */
  public static OpenFile own(Fd fd) {
    return new OpenFile(fd);
  }

  /**
   * Opens a regular file of the JVM's own tree; symbolic links are followed.
   *
   * @return empty if it is something else, of which nothing was opened
   */
  public static Optional<OpenFile> regular(Path path, OpenFlag... flags)
      throws SystemCallException {
    try (OpenFile place = place(path)) {
      return place.stat().type() == FileType.REGULAR
          ? Optional.of(place.openContent(OpenHow.of(flags)))
          : Optional.empty();
    } catch (SystemCallException e) {
      throw new SystemCallException("open", path.toString(), e.errno().orElseThrow().number());
    }
  }

  /** Opens the place of a file of the JVM's own tree, of any type; symbolic links are followed. */
  public static OpenFile place(Path path) throws SystemCallException {
    return new OpenFile(Directory.open(AT_FDCWD, CString.of(path), PLACE, "open"));
  }

  /**
   * Opens the file that is at this place, whatever has become of its name.
   *
   * @param how without {@link OpenFlag#NOFOLLOW}, and with {@link OpenFlag#NONBLOCK} where another
   *     may hold a lease
   */
  public OpenFile openContent(OpenHow how) throws SystemCallException {
    // open(2), O_PATH: the way to the contents of what was looked at, without a race.
    CString same = CString.of("/proc/self/fd/" + number());
    return new OpenFile(Directory.open(AT_FDCWD, same, how, "open"));
  }

  /** Opens the directory that is at this place, for reading. */
  public Directory openDirectory() throws SystemCallException {
    return Directory.at(number());
  }

  /** Returns where the symbolic link at this place points. */
  public CString linkTarget() throws SystemCallException {
    return readLink(number(), CString.of(""));
  }

  /**
   * Writes a range of a buffer at the current offset, all of it.
   *
   * @throws SystemCallException ENOSPC, EDQUOT, EFBIG or EIO; part may have been written
   */
  public void write(NativeBuffer buffer, int offset, int length) throws SystemCallException {
    int done = 0;
    while (done < length) {
      long from = buffer.address(offset + done, length - done);
      long written = Kernel.call(SystemCall.WRITE, number(), from, length - done);
      done += (int) Kernel.check(written, "write", fd());
    }
  }

  /**
   * Writes a range of a buffer at an offset of the file, all of it.
   *
   * @throws SystemCallException ENOSPC, EDQUOT, EFBIG or EIO; part may have been written
   */
  public void write(long position, NativeBuffer buffer, int offset, int length)
      throws SystemCallException {
    int done = 0;
    while (done < length) {
      long from = buffer.address(offset + done, length - done);
      long written =
          Kernel.call(SystemCall.PWRITE64, number(), from, length - done, position + done);
      done += (int) Kernel.check(written, "write", fd());
    }
  }

  /** Writes the bytes at the current offset, all of them. */
  public void write(byte[] bytes) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long from = arena.bytes(bytes);
      int done = 0;
      while (done < bytes.length) {
        long written = Kernel.call(SystemCall.WRITE, number(), from + done, bytes.length - done);
        done += (int) Kernel.check(written, "write", fd());
      }
    }
  }

  /**
   * Reads at an offset of the file into the start of a buffer; returns how many bytes, fewer than
   * asked for only at the end of the file.
   */
  public int read(long position, NativeBuffer buffer, int length) throws SystemCallException {
    return read(position, buffer.address(0, length), length);
  }

  /** Reads at an offset of the file; returns fewer bytes than asked for only at its end. */
  public byte[] read(long position, int length) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long to = arena.allocate(length);
      return Arena.readBytes(to, read(position, to, length));
    }
  }

  private int read(long position, long to, int length) throws SystemCallException {
    int done = 0;
    while (done < length) {
      long count =
          Kernel.call(SystemCall.PREAD64, number(), to + done, length - done, position + done);
      if (Kernel.check(count, "read", fd()) == 0) {
        return done;
      }
      done += (int) count;
    }
    return done;
  }

  /** Sets the size: cuts the file, or adds a hole. */
  public void truncate(long size) throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.FTRUNCATE, number(), size), "set size of", fd());
  }
}
