package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes a program as the interpreter reads it: its operations, and after them its data. */
final class ProgramEncoder {

  private static final int OPERATION_BYTES = 12 * Long.BYTES;
  private static final int MOST_ARGUMENTS = 6;
  private static final int COMPARED = MOST_ARGUMENTS;
  private static final Operand ZERO = Operand.of(0);

  private final Program program;
  private final Architecture architecture;
  private final long address;
  private final long dataAddress;
  private final ByteBuffer target;

  private ProgramEncoder(
      Program program, Architecture architecture, long address, ByteBuffer target) {
    this.program = program;
    this.architecture = architecture;
    this.address = address;
    this.dataAddress = operationAddress(program.operations().size());
    this.target = target;
  }

  /** Returns how many bytes a program takes. */
  static int size(Program program) {
    return program.operations().size() * OPERATION_BYTES + program.data().length();
  }

  /** Writes a program that will lie at an address. */
  static void encode(Program program, Architecture architecture, long address, ByteBuffer target) {
    ByteBuffer littleEndian = target.order(ByteOrder.LITTLE_ENDIAN);
    new ProgramEncoder(program, architecture, address, littleEndian).write();
  }

  /** Returns which operation of a program that lies at {@code start} is at an address. */
  static int operationIndex(long start, long address) {
    return Math.toIntExact((address - start) / OPERATION_BYTES);
  }

  private void write() {
    for (Operation operation : program.operations()) {
      writeOperation(operation);
    }
    int start = target.position();
    program.data().putTo(target);
    for (Program.Pointer pointer : program.pointers()) {
      target.putLong(start + pointer.at(), dataAddress + pointer.target());
    }
  }

  private void writeOperation(Operation operation) {
    target.putLong(operation.call().isPresent() ? number(operation) : -1);
    List<Operand> arguments = operation.arguments();
    long indirect = 0;
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
      Operand argument = i < arguments.size() ? arguments.get(i) : ZERO;
      target.putLong(encode(argument));
      indirect |= indirection(argument, i);
    }
    Operand compared = ZERO;
    long jump = 0;
    if (operation.branch().isPresent()) {
      compared = operation.branch().get().value();
      jump = labelAddress(operation.branch().get().target());
    }
    target.putLong(indirect | indirection(compared, COMPARED));
    target.putLong(
        operation.result().isPresent() ? dataAddress + operation.result().get().offset() : 0);
    target.putLong(bits(operation));
    target.putLong(encode(compared)).putLong(jump);
  }

  private long number(Operation operation) {
    return operation.call().orElseThrow().number(architecture);
  }

  private static long bits(Operation operation) {
    long bits = 0;
    for (Errno errno : operation.tolerated()) {
      bits |= 1L << errno.number();
    }
    return bits;
  }

  private long encode(Operand operand) {
    if (operand instanceof Operand.Literal number) {
      return number.value();
    }
    return operand instanceof Operand.Address data
        ? dataAddress + data.offset()
        : dataAddress + ((Operand.Content) operand).slot().offset();
  }

  private static long indirection(Operand operand, int bit) {
    return operand instanceof Operand.Content ? 1L << bit : 0;
  }

  private long labelAddress(Label label) {
    return label.isOutside() ? label.address() : operationAddress(label.index());
  }

  private long operationAddress(int index) {
    return address + (long) index * OPERATION_BYTES;
  }
}
