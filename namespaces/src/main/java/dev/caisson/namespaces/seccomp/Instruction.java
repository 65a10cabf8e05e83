package dev.caisson.namespaces.seccomp;

import java.nio.ByteBuffer;

/**
 * One instruction of classic BPF, {@code struct sock_filter}.
 *
 * @param code the operation
 * @param jumpIfTrue how many instructions are skipped if a comparison holds, 0 to 255
 * @param jumpIfFalse how many if it does not
 * @param k the operand
 * @see <a href="https://docs.kernel.org/networking/filter.html">Linux Socket Filtering</a>
 */
record Instruction(int code, int jumpIfTrue, int jumpIfFalse, int k) {

  /** The size of one, in bytes. */
  static final int BYTES = 8;

  // The kernel follows these on calls without arguments, and marks those that are always allowed,
  // so that it runs no filter for them (seccomp_is_const_allow); any other ends that.
  static final int LOAD = 0x20;
  static final int JUMP = 0x05;
  static final int JUMP_IF_EQUAL = 0x15;
  static final int JUMP_IF_GREATER = 0x25;
  static final int JUMP_IF_AT_LEAST = 0x35;
  static final int AND = 0x54;
  static final int RETURN = 0x06;

  static Instruction of(int code, int k) {
    return new Instruction(code, 0, 0, k);
  }

  void putTo(ByteBuffer target) {
    target.putShort((short) code).put((byte) jumpIfTrue).put((byte) jumpIfFalse).putInt(k);
  }

  /** Returns one line, as the kernel's bpf_dbg shows it: {@code jge #0x28, +3, +0}. */
  @Override
  public String toString() {
    String operand = "0x" + Integer.toHexString(k);
    return switch (code) {
      case LOAD -> "ld [" + k + "]";
      case JUMP -> "ja +" + k;
      case AND -> "and #" + operand;
      case RETURN -> "ret #" + operand;
      case JUMP_IF_EQUAL -> branch("jeq", operand);
      case JUMP_IF_GREATER -> branch("jgt", operand);
      case JUMP_IF_AT_LEAST -> branch("jge", operand);
      default -> throw new IllegalStateException("no such operation: " + code);
    };
  }

  private String branch(String name, String operand) {
    return name + " #" + operand + ", +" + jumpIfTrue + ", +" + jumpIfFalse;
  }
}
