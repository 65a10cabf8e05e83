package dev.caisson.launch;

import dev.caisson.linux.Architecture;
import dev.caisson.linux.SystemCall;
import java.nio.ByteBuffer;

/**
 * Writes the operations by which the first process takes up the rest of its program, which the JVM
 * writes while the kernel makes the namespaces.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
final class LoadSteps {

  /** Where the rest is put; the executable lies below, what the kernel places far above. */
  static final long ADDRESS = 0x20000000L;

  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_PRIVATE_FIXED_NOREPLACE = 2 | 0x100000;

  private final ProgramBuilder program;
  private final Descriptors descriptors;
  private final ControlSteps control;

  LoadSteps(ProgramBuilder program, Descriptors descriptors, ControlSteps control) {
    this.program = program;
    this.descriptors = descriptors;
    this.control = control;
  }

  /** Waits until the rest is written; the control word has its size. */
  void await() {
    control.read("wait for program");
  }

  /** Goes on with the rest. */
  void run() {
    program.add(
        Operation.of(
            "map program",
            "",
            SystemCall.MMAP,
            Operand.of(ADDRESS),
            control.value().value(),
            Operand.of(PROT_READ_WRITE),
            Operand.of(MAP_PRIVATE_FIXED_NOREPLACE),
            Operand.of(descriptors.number(Descriptors.Role.PROGRAM)),
            Operand.of(0)));
    program.add(Operation.jump(Label.outside("program", ADDRESS)));
  }

  /** Returns the rest's bytes. */
  static byte[] encode(Program rest) {
    ByteBuffer bytes = ByteBuffer.allocate(ProgramEncoder.size(rest));
    ProgramEncoder.encode(rest, Architecture.current(), ADDRESS, bytes);
    return bytes.array();
  }
}
