package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The descriptor by which the kernel asks about the system calls of processes with one filter.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public final class SeccompListener implements AutoCloseable {

  private static final long SECCOMP_IOCTL_NOTIF_RECV = 0xc0502100L;
  private static final long SECCOMP_IOCTL_NOTIF_SEND = 0xc0182101L;
  private static final long SECCOMP_IOCTL_NOTIF_ID_VALID = 0x40082102L;
  private static final long SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;
  private static final int REQUEST_BYTES = 80;
  private static final int DATA_OFFSET = 16;
  private static final int DATA_BYTES = 64;

  private final Fd fd;

  /** Takes over a descriptor. */
  public SeccompListener(Fd fd) {
    this.fd = fd;
  }

  /**
   * A call that waits.
   *
   * @param id what the kernel knows it by
   * @param thread the caller, in this process's PID namespace; 0 if it has no number there
   * @param data a {@code struct seccomp_data}
   */
  public record Request(long id, int thread, ByteBuffer data) {}

  /** Waits for a call; false once no process is left that could make one. */
  public boolean await() throws SystemCallException {
    return fd.awaitInput();
  }

  /**
   * Receives a call; empty if its thread has been killed.
   *
   * <p>Before Linux 6.11, this waits for the next one if it is killed between {@link #await} and
   * here.
   */
  public Optional<Request> receive() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long request = arena.allocate(REQUEST_BYTES);
      long result = Kernel.call(SystemCall.IOCTL, fd.number(), SECCOMP_IOCTL_NOTIF_RECV, request);
      if (result == -Errno.ENOENT.number() || result == -Errno.EINTR.number()) {
        return Optional.empty();
      }
      Kernel.check(result, "receive system call from", fd);
      byte[] data = Arena.readBytes(request + DATA_OFFSET, DATA_BYTES);
      return Optional.of(
          new Request(
              Arena.readLong(request),
              Arena.readInt(request + Long.BYTES),
              ByteBuffer.wrap(data).order(ByteOrder.nativeOrder())));
    }
  }

  /** Returns whether a call still waits for its answer. */
  public boolean isWaiting(Request request) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long id = arena.words(request.id());
      long result = Kernel.call(SystemCall.IOCTL, fd.number(), SECCOMP_IOCTL_NOTIF_ID_VALID, id);
      if (result == -Errno.ENOENT.number()) {
        return false;
      }
      Kernel.check(result, "look at system call of", fd);
      return true;
    }
  }

  /** Has the kernel make the call. */
  public void proceed(Request request) throws SystemCallException {
    send(request, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
  }

  /** Has the call return a result. */
  public void complete(Request request, long result) throws SystemCallException {
    send(request, result, 0, 0);
  }

  /** Has the call fail. */
  public void fail(Request request, Errno errno) throws SystemCallException {
    send(request, 0, -errno.number(), 0);
  }

  private void send(Request request, long value, int error, long flags) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long words = Integer.toUnsignedLong(error) | flags << Integer.SIZE;
      long response = arena.words(request.id(), value, words);
      long result = Kernel.call(SystemCall.IOCTL, fd.number(), SECCOMP_IOCTL_NOTIF_SEND, response);
      // Its thread has been killed, or a signal has taken it out of the call.
      if (result != -Errno.ENOENT.number()) {
        Kernel.check(result, "answer system call by", fd);
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
