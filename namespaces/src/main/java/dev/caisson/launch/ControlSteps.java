package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.Fd;
import dev.caisson.linux.SystemCall;

/**
 * Writes the operations that read the control pipe: 64-bit words of the JVM's, a signal's number or
 * {@link #GO}. The end of the pipe means that the JVM is gone, and ends the container.
 */
final class ControlSteps {

  /** What the JVM writes when the first process may go on. */
  static final long GO = 0;

  private static final int KILLED = 137;

  private final ProgramBuilder program;
  private final Fd control;
  private final Slot word;

  ControlSteps(ProgramBuilder program, Fd control) {
    this.program = program;
    this.control = control;
    this.word = program.slot("word");
  }

  /** Waits for one word, whatever it is. */
  void awaitGo() {
    read("wait for id mappings");
  }

  /** Reads one word and sends the payload the signal that it names. */
  void forwardSignal(Slot payload) {
    read("read control pipe");
    program.add(
        Operation.of("signal payload", "", SystemCall.KILL, payload.value(), word.value())
            .tolerating(Errno.ESRCH, Errno.EINVAL));
  }

  private void read(String step) {
    Label gone = program.label("JVM gone");
    Label here = program.label("JVM here");
    program.add(
        Operation.of(
                step,
                "",
                SystemCall.READ,
                Operand.of(control.number()),
                word.address(),
                Operand.of(Long.BYTES))
            .jumpOn(0, gone));
    program.add(Operation.jump(here));
    program.bind(gone);
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(KILLED)));
    program.bind(here);
  }
}
