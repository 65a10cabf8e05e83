package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;

/**
 * Writes the operations that read the control pipe. Its end means that the JVM is gone, and ends
 * the container.
 */
final class ControlSteps {

  private static final int KILLED = 137;

  private final ProgramBuilder program;
  private final int control;
  private final Slot value;
  private final Slot target;

  ControlSteps(ProgramBuilder program, int control) {
    this.program = program;
    this.control = control;
    int words = program.words("{value, target}", 0, 0).offset();
    this.value = new Slot(words, "value");
    this.target = new Slot(words + Long.BYTES, "target");
  }

  /** Returns the slot of the value that was read last. */
  Slot value() {
    return value;
  }

  /** Reads one word and sends the signal that it names. */
  void forwardSignal() {
    read("read control pipe");
    program.add(
        Operation.of("signal payload", "", SystemCall.KILL, target.value(), value.value())
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
                value.address(),
                Operand.of(ControlWord.BYTES))
            .jumpOn(0, gone));
    program.add(Operation.jump(here));
    program.bind(gone);
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(KILLED)));
    program.bind(here);
  }
}
