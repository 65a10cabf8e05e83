package dev.caisson.launch;

import dev.caisson.linux.Loopback;
import dev.caisson.linux.SystemCall;

/** Writes the operations that bring the loopback device of a new network namespace up. */
final class LoopbackSteps {

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
                Operand.of(Loopback.AF_INET),
                Operand.of(Loopback.SOCK_DGRAM_CLOEXEC),
                Operand.of(0))
            .into(socket));
    program.add(
        Operation.of(
            "bring up",
            "lo",
            SystemCall.IOCTL,
            socket.value(),
            Operand.of(Loopback.SIOCSIFFLAGS),
            program.bytes(Loopback.upRequest(), "{lo, IFF_UP}")));
    program.add(Operation.of("close socket", "", SystemCall.CLOSE, socket.value()));
  }
}
