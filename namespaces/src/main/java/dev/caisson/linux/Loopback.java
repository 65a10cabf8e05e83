package dev.caisson.linux;

import dev.caisson.error.SystemCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The loopback device of a network namespace, which is down when the namespace is new.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class Loopback {

  /** The domain of the socket by which a device is asked for. */
  public static final int AF_INET = 2;

  /** The type of that socket. */
  public static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;

  /** The ioctl by which the flags of a device are set. */
  public static final int SIOCSIFFLAGS = 0x8914;

  private static final short IFF_UP = 1;
  private static final int REQUEST_BYTES = 40;
  private static final int FLAGS_OFFSET = 16;

  private Loopback() {}

  /** Returns the struct ifreq that brings the device up. */
  public static byte[] upRequest() {
    ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    request.put("lo".getBytes(StandardCharsets.US_ASCII)).putShort(FLAGS_OFFSET, IFF_UP);
    return request.array();
  }

  /** Brings it up in the network namespace that the calling thread is in. */
  public static void bringUp() throws SystemCallException {
    long number = Kernel.call(SystemCall.SOCKET, AF_INET, SOCK_DGRAM_CLOEXEC, 0);
    try (Fd socket = Fd.own(Kernel.check(number, "open socket", ""));
        Arena arena = new Arena()) {
      long request = arena.bytes(upRequest());
      Kernel.check(
          Kernel.call(SystemCall.IOCTL, socket.number(), SIOCSIFFLAGS, request), "bring up", "lo");
    }
  }
}
