package dev.caisson.launch;

import dev.caisson.linux.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A static executable that consists of the interpreter and one program. */
final class ElfImage {

  private static final long TEXT_ADDRESS = 0x10000000L;
  private static final int DATA_OFFSET = 0x200;
  private static final long DATA_ADDRESS = 0x10010000L + DATA_OFFSET;
  private static final long SEGMENT_ALIGNMENT = 0x10000;
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int CODE_OFFSET = HEADER_BYTES + 2 * PROGRAM_HEADER_BYTES;
  private static final int PARAMETER_BYTES = 4 * Long.BYTES;
  private static final int READ = 4;
  private static final int WRITE = 2;
  private static final int EXECUTE = 1;

  /** The address of the program's first operation. */
  static final long PROGRAM_ADDRESS = DATA_ADDRESS + PARAMETER_BYTES;

  private final Interpreter interpreter;
  private final ByteBuffer file;

  private ElfImage(Program program, Architecture architecture) {
    this.interpreter = Interpreter.of(architecture);
    int size = DATA_OFFSET + PARAMETER_BYTES + ProgramEncoder.size(program);
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
    image.file.putLong(PROGRAM_ADDRESS).putLong(status).putLong(0).putLong(0);
    ProgramEncoder.encode(program, architecture, PROGRAM_ADDRESS, image.file);
    return image.file.array();
  }

  private void writeHeaders() {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 2).putShort((short) interpreter.machine()).putInt(1);
    file.putLong(TEXT_ADDRESS + CODE_OFFSET).putLong(HEADER_BYTES).putLong(0).putInt(0);
    file.putShort((short) HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES).putShort((short) 2);
    file.position(HEADER_BYTES);
    writeSegment(READ | EXECUTE, 0, TEXT_ADDRESS, CODE_OFFSET + interpreter.length());
    writeSegment(READ | WRITE, DATA_OFFSET, DATA_ADDRESS, file.capacity() - DATA_OFFSET);
  }

  private void writeSegment(int rights, long offset, long address, long size) {
    file.putInt(1).putInt(rights).putLong(offset).putLong(address).putLong(address);
    file.putLong(size).putLong(size).putLong(SEGMENT_ALIGNMENT);
  }
}
