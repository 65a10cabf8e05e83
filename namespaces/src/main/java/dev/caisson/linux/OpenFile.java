package dev.caisson.linux;

import dev.caisson.error.SystemCallException;
import java.nio.file.Path;
import java.util.Optional;

/** An open file that is not a directory: its contents, at the current or at a given offset. */
public final class OpenFile extends FileHandle {

  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH);

  OpenFile(Fd fd) {
    super(fd);
  }

  /**
   * Opens a regular file of the JVM's own tree; symbolic links are followed.
   *
   * @return empty if it is something else, of which nothing was opened
   */
  public static Optional<OpenFile> regular(Path path, OpenFlag... flags)
      throws SystemCallException {
    try (Fd place = Directory.open(CString.of(path), PLACE)) {
      if (new OpenFile(place).stat().type() != FileType.REGULAR) {
        return Optional.empty();
      }
      CString same = CString.of("/proc/self/fd/" + place.number());
      return Optional.of(new OpenFile(Directory.open(same, OpenHow.of(flags))));
    } catch (SystemCallException e) {
      throw new SystemCallException("open", path.toString(), e.errno().orElseThrow().number());
    }
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
