package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/*
 * Layout of the file, and of memory when it runs:
 *
 *   file 0      ELF header, two program headers, interpreter      mapped at 0x10000000, r-x
 *   file 0x200  parameters: first operation, status descriptor,   mapped at 0x10010200, rw-
 *               failure record (operation, result)
 *               the program's data
 *               the operations, 12 words each
 *
 * Both segments are congruent to their file offsets modulo 64 KiB, the largest page size of AArch64,
 * so that the file needs no padding. Nothing is ever mapped writable and executable at once.
 */
/** A static executable that consists of the interpreter and one program. */
final class ElfImage {

  /** An operation's size. */
  static final int OPERATION_BYTES = 12 * Long.BYTES;

  private static final long TEXT_ADDRESS = 0x10000000L;
  private static final int DATA_OFFSET = 0x200;
  private static final long DATA_ADDRESS = 0x10010000L;
  private static final long SEGMENT_ALIGNMENT = 0x10000;
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int CODE_OFFSET = HEADER_BYTES + 2 * PROGRAM_HEADER_BYTES;
  private static final int PARAMETER_BYTES = 4 * Long.BYTES;
  private static final int READ = 4;
  private static final int WRITE = 2;
  private static final int EXECUTE = 1;
  private static final int BRANCH_VALUE_BIT = 6;

  private final Program program;
  private final Architecture architecture;
  private final Interpreter interpreter;
  private final int operationsOffset;
  private final ByteBuffer file;

  private ElfImage(Program program, Architecture architecture) {
    this.program = program;
    this.architecture = architecture;
    this.interpreter = Interpreter.of(architecture);
    this.operationsOffset = DATA_OFFSET + PARAMETER_BYTES + program.data().length();
    int size = operationsOffset + program.operations().size() * OPERATION_BYTES;
    this.file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Returns the bytes of the executable.
   *
   * @param status the descriptor to which a failed operation is reported, as two 64-bit words: its
   *     address and the negated errno
   */
  static byte[] of(Program program, Architecture architecture, int status) {
    ElfImage image = new ElfImage(program, architecture);
    image.writeHeaders();
    image.interpreter.copyTo(image.file.array(), CODE_OFFSET);
    image.file.position(DATA_OFFSET);
    image.file.putLong(image.operationAddress(0)).putLong(status).putLong(0).putLong(0);
    image.writeData();
    program.operations().forEach(image::writeOperation);
    return image.file.array();
  }

  /** Returns which operation a failure record's first word means. */
  static int operationIndex(Program program, long address) {
    int offset = DATA_OFFSET + PARAMETER_BYTES + program.data().length();
    return Math.toIntExact((address - DATA_ADDRESS - offset) / OPERATION_BYTES);
  }

  private void writeHeaders() {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 2).putShort((short) interpreter.machine()).putInt(1);
    file.putLong(TEXT_ADDRESS + CODE_OFFSET).putLong(HEADER_BYTES).putLong(0).putInt(0);
    file.putShort((short) HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES).putShort((short) 2);
    file.position(HEADER_BYTES);
    writeSegment(READ | EXECUTE, 0, TEXT_ADDRESS, CODE_OFFSET + interpreter.length());
    long dataAddress = DATA_ADDRESS + DATA_OFFSET;
    writeSegment(READ | WRITE, DATA_OFFSET, dataAddress, file.capacity() - DATA_OFFSET);
  }

  private void writeSegment(int rights, long offset, long address, long size) {
    file.putInt(1).putInt(rights).putLong(offset).putLong(address).putLong(address);
    file.putLong(size).putLong(size).putLong(SEGMENT_ALIGNMENT);
  }

  private void writeData() {
    int start = file.position();
    program.data().putTo(file);
    for (Program.Pointer pointer : program.pointers()) {
      file.putLong(start + pointer.at(), dataAddress(pointer.target()));
    }
  }

  private void writeOperation(Operation operation) {
    file.putLong(operation.call().map(this::number).orElse(-1L));
    List<Operand> arguments = operation.arguments();
    long indirect = 0;
    for (int i = 0; i < BRANCH_VALUE_BIT; i++) {
      Operand argument = i < arguments.size() ? arguments.get(i) : Operand.of(0);
      file.putLong(encode(argument));
      indirect |= indirection(argument, i);
    }
    Operand compared =
        operation.branch().map(Operation.Branch::value).orElseGet(() -> Operand.of(0));
    file.putLong(indirect | indirection(compared, BRANCH_VALUE_BIT));
    file.putLong(operation.result().map(slot -> dataAddress(slot.offset())).orElse(0L));
    file.putLong(operation.tolerated().stream().mapToLong(ElfImage::bit).sum());
    file.putLong(encode(compared));
    file.putLong(operation.branch().map(b -> operationAddress(b.target().index())).orElse(0L));
  }

  private long number(SystemCall call) {
    return call.number(architecture);
  }

  private static long bit(Errno errno) {
    return 1L << errno.number();
  }

  private long encode(Operand operand) {
    if (operand instanceof Operand.Literal number) {
      return number.value();
    }
    return operand instanceof Operand.Address address
        ? dataAddress(address.offset())
        : dataAddress(((Operand.Content) operand).slot().offset());
  }

  private static long indirection(Operand operand, int bit) {
    return operand instanceof Operand.Content ? 1L << bit : 0;
  }

  private static long dataAddress(int offset) {
    return DATA_ADDRESS + DATA_OFFSET + PARAMETER_BYTES + offset;
  }

  private long operationAddress(int index) {
    return DATA_ADDRESS + operationsOffset + (long) index * OPERATION_BYTES;
  }
}
