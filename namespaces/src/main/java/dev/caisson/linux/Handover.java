package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.Optional;

/**
 * Two sockets by which a process that has one of them hands over a descriptor to this one, and can
 * be given one by it.
 *
 * @param sending the end for the other process
 * @param receiving the end for this one
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SCM_RIGHTS</a>
 */
public record Handover(Fd sending, Fd receiving) implements AutoCloseable {

  private static final int AF_UNIX = 1;
  // Whoever receives learns of the end of all who could send, and each descriptor stays apart.
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SOL_SOCKET = 1;
  private static final long SCM_RIGHTS = 1;
  // struct cmsghdr with one int, which is padded.
  private static final int CONTROL_BYTES = 24;
  private static final int RIGHTS_BYTES = 20;
  private static final int RIGHTS_OFFSET = 16;
  private static final int CONTROL_LENGTH_OFFSET = 40;

  /** Makes the sockets. */
  public static Handover open() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long ends = arena.allocate(2 * Integer.BYTES);
      int type = SOCK_SEQPACKET | SOCK_CLOEXEC;
      Kernel.check(Kernel.call(SystemCall.SOCKETPAIR, AF_UNIX, type, 0, ends), "make sockets", "");
      Fd sending = Fd.own(Arena.readInt(ends));
      try {
        return new Handover(sending, Fd.own(Arena.readInt(ends + Integer.BYTES)));
      } catch (SystemCallException e) {
        sending.close();
        throw e;
      }
    }
  }

  /** Returns the same without the end for the other process, which has it; this one is closed. */
  public Handover keepReceiving() {
    sending.close();
    return new Handover(sending, receiving.handOver());
  }

  /** Waits until something has been handed over; false once nobody is left who could do so. */
  public boolean await() throws SystemCallException {
    return receiving.awaitInput();
  }

  /** Returns what has been handed over, and not been received yet; empty if nothing has. */
  public Optional<Fd> receive() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long control = arena.allocate(CONTROL_BYTES);
      long part = arena.words(arena.allocate(1), 1);
      long message = arena.words(0, 0, part, 1, control, CONTROL_BYTES, 0);
      int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
      long result = Kernel.call(SystemCall.RECVMSG, receiving.number(), message, flags);
      if (result == -Errno.EAGAIN.number()) {
        return Optional.empty();
      }
      Kernel.check(result, "receive from", receiving);
      boolean received =
          Arena.readLong(message + CONTROL_LENGTH_OFFSET) >= RIGHTS_BYTES
              && Arena.readLong(control) == RIGHTS_BYTES;
      return received
          ? Optional.of(Fd.own(Arena.readInt(control + RIGHTS_OFFSET)))
          : Optional.empty();
    }
  }

  /**
   * Hands over a descriptor the other way, with some bytes, which are received at once or not at
   * all.
   *
   * @throws SystemCallException EPIPE once nobody is left who could receive it
   */
  public void send(Fd descriptor, byte[] bytes) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long part = arena.words(arena.bytes(bytes), bytes.length);
      long control =
          arena.words(RIGHTS_BYTES, SOL_SOCKET | SCM_RIGHTS << Integer.SIZE, descriptor.number());
      long message = arena.words(0, 0, part, 1, control, CONTROL_BYTES, 0);
      long result;
      do {
        result = Kernel.call(SystemCall.SENDMSG, receiving.number(), message, MSG_NOSIGNAL);
      } while (result == -Errno.EINTR.number());
      Kernel.check(result, "hand over", descriptor);
    }
  }

  @Override
  public void close() {
    sending.close();
    receiving.close();
  }
}
