package dev.caisson.launch;

import dev.caisson.linux.SystemCall;

/**
 * Writes the operations that hand a descriptor over to the JVM.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), SCM_RIGHTS</a>
 */
final class HandoverSteps {

  private static final int SOL_SOCKET = 1;
  private static final long SCM_RIGHTS = 1;
  private static final int RIGHTS_BYTES = 20;
  private static final int CONTROL_BYTES = 24;

  private final ProgramBuilder program;
  private final int socket;
  private final Operand.Address rights;

  /** Makes a writer; the socket is named by its number, as the JVM has closed its own by then. */
  HandoverSteps(ProgramBuilder program, int socket) {
    this.program = program;
    this.socket = socket;
    this.rights =
        program.words("{SCM_RIGHTS}", RIGHTS_BYTES, SOL_SOCKET | (SCM_RIGHTS << Integer.SIZE), 0);
  }

  /** Returns the slot of the descriptor that is handed over, for whatever opens it to fill. */
  Slot descriptor(String name) {
    return new Slot(rights.offset() + 2 * Long.BYTES, name);
  }

  /** Hands it over. */
  void handOver(String step) {
    Operand zero = Operand.of(0);
    Operand part = program.structure("{1 byte}", program.words("{}", 0), Operand.of(1));
    Operand message =
        program.structure(
            "{SCM_RIGHTS}",
            zero,
            zero,
            part,
            Operand.of(1),
            rights,
            Operand.of(CONTROL_BYTES),
            zero);
    program.add(Operation.of(step, "", SystemCall.SENDMSG, Operand.of(socket), message, zero));
  }
}
