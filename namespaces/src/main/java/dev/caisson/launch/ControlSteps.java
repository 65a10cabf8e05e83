package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;

/**
 * Writes the operations that read the control pipe: 64-bit words of the JVM's, the size of a
 * program, and later signals' numbers. The end of the pipe means that the JVM is gone, and ends the
 * container.
 */
final class ControlSteps {

  private static final int KILLED = 137;

  private final ProgramBuilder program;
  private final int control;
  private final Slot word;

  ControlSteps(ProgramBuilder program, int control) {
    this.program = program;
    this.control = control;
    this.word = program.slot("word");
  }

  /** Returns the slot of the word that was read last. */
  Slot word() {
    return word;
  }

  /** Reads one word and sends the payload the signal that it names. */
  void forwardSignal(Slot payload) {
    read("read control pipe");
    program.add(
        Operation.of("signal payload", "", SystemCall.KILL, payload.value(), word.value())
            .tolerating(Errno.ESRCH, Errno.EINVAL));
  }

  /** Waits for one word. */
  void read(String step) {
    Label gone = program.label("JVM gone");
    Label here = program.label("JVM here");
    program.add(
        Operation.of(
                step,
                "",
                SystemCall.READ,
                Operand.of(control),
                word.address(),
                Operand.of(Long.BYTES))
            .jumpOn(0, gone));
    program.add(Operation.jump(here));
    program.bind(gone);
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(KILLED)));
    program.bind(here);
  }
}
