package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Copies contents of files within the kernel: by sharing their blocks where the file system can,
 * else by copying them there, else through memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_ficlone.2.html">ioctl_ficlone(2)</a>
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/copy_file_range.2.html">copy_file_range(2)</a>
 */
public final class FileCopy implements AutoCloseable {

  private static final int FICLONE = 0x40049409;
  private static final long MOST = 1L << 30;
  private static final int CHUNK = 256 * 1024;
  private static final Set<Errno> CAN_NOT =
      EnumSet.of(Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOTTY, Errno.ENOSYS);

  private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);

  /** Copies a file into an empty one. */
  public void copy(OpenFile from, OpenFile to) throws SystemCallException {
    long cloned = Kernel.call(SystemCall.IOCTL, to.number(), FICLONE, from.number());
    if (done(cloned, to)) {
      return;
    }
    long count = copyRange(from, to);
    if (!done(count, to)) {
      copyThroughMemory(from, to);
      return;
    }
    while (count > 0) {
      count = Kernel.check(copyRange(from, to), "copy to", to.fd());
    }
  }

  private static long copyRange(OpenFile from, OpenFile to) {
    return Kernel.call(SystemCall.COPY_FILE_RANGE, from.number(), 0, to.number(), 0, MOST, 0);
  }

  /** Returns whether a call did its work; not where it can't be had here. */
  private static boolean done(long result, OpenFile to) throws SystemCallException {
    if (CAN_NOT.stream().anyMatch(errno -> result == -errno.number())) {
      return false;
    }
    Kernel.check(result, "copy to", to.fd());
    return true;
  }

  private void copyThroughMemory(OpenFile from, OpenFile to) throws SystemCallException {
    long position = 0;
    int count = from.read(position, buffer, CHUNK);
    while (count > 0) {
      to.write(buffer, 0, count);
      position += count;
      count = from.read(position, buffer, CHUNK);
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
