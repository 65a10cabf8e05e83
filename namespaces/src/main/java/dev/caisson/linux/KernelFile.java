package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * An open file of the kernel's that is read again and again, whole, without any memory but that
 * which the reader gives.
 */
public final class KernelFile implements AutoCloseable {

  private final Fd fd;
  private final String path;

  KernelFile(Fd fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Reads what the file says now into the start of a buffer; returns the number of bytes, which is
   * the buffer's capacity where the file may be longer.
   *
   * @throws SystemCallException ENODEV once the object is removed whose file it is
   * @throws IllegalStateException once closed
   */
  public int read(NativeBuffer buffer) throws SystemCallException {
    int capacity = buffer.capacity();
    long to = buffer.address(0, capacity);
    return (int)
        Kernel.check(Kernel.call(SystemCall.PREAD64, fd.number(), to, capacity, 0), "read", path);
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
