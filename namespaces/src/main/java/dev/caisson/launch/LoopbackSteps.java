package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the operations that bring the loopback device of a new network namespace up.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
final class LoopbackSteps {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final short IFF_UP = 1;
  private static final int INTERFACE_REQUEST_BYTES = 40;
  private static final int FLAGS_OFFSET = 16;

  private final ProgramBuilder program;

  LoopbackSteps(ProgramBuilder program) {
    this.program = program;
  }

  void bringUp() {
    Slot socket = program.slot("socket");
    program.add(
        Operation.of(
                "open socket",
                "",
                SystemCall.SOCKET,
                Operand.of(AF_INET),
                Operand.of(SOCK_DGRAM_CLOEXEC),
                Operand.of(0))
            .into(socket));
    ByteBuffer request =
        ByteBuffer.allocate(INTERFACE_REQUEST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    request.put("lo".getBytes(StandardCharsets.US_ASCII)).putShort(FLAGS_OFFSET, IFF_UP);
    program.add(
        Operation.of(
            "bring up",
            "lo",
            SystemCall.IOCTL,
            socket.value(),
            Operand.of(SIOCSIFFLAGS),
            program.bytes(request.array(), "{lo, IFF_UP}")));
    program.add(Operation.of("close socket", "", SystemCall.CLOSE, socket.value()));
  }
}
