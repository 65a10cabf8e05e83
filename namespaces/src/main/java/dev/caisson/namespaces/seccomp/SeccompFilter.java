package dev.caisson.namespaces.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A compiled profile: a program in classic BPF, which the kernel runs on every system call.
 *
 * <p>A filter can be added to a process but never taken away, and what the process executes or
 * clones inherits it. Without CAP_SYS_ADMIN the kernel takes one only after no_new_privs is set.
 * From Linux 5.11 on it works out beforehand which calls a filter allows whatever their arguments,
 * and does not run it for them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompFilter {

  /** The most instructions that the kernel takes, {@code BPF_MAXINSNS}. */
  public static final int MOST_INSTRUCTIONS = 4096;

  /** Holds the filter from when it is first asked for. */
  private static final class Standard {
    static final SeccompFilter FILTER = StandardFilter.read(Abi.current());
  }

  private final List<Instruction> instructions;
  private final int flags;
  private final boolean notifies;

  SeccompFilter(List<Instruction> instructions, int flags, boolean notifies) {
    this.instructions = instructions;
    this.flags = flags;
    this.notifies = notifies;
  }

  /**
   * Returns what {@link SeccompProfile#standard()} compiles to on this machine, without the time
   * that it takes to compile it.
   */
  public static SeccompFilter standard() {
    return Standard.FILTER;
  }

  /** Returns the number of instructions, 1 to 4096: {@code len} of {@code struct sock_fprog}. */
  public int length() {
    return instructions.size();
  }

  /** Returns the instructions as the kernel reads them: an array of {@code struct sock_filter}. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(length() * Instruction.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    instructions.forEach(instruction -> instruction.putTo(bytes));
    return bytes.array();
  }

  /** Returns the flags of seccomp(2), without {@code SECCOMP_FILTER_FLAG_NEW_LISTENER}. */
  public int flags() {
    return flags;
  }

  /** Returns whether the filter asks a supervisor, and so needs a listener. */
  public boolean notifies() {
    return notifies;
  }

  List<Instruction> instructions() {
    return instructions;
  }

  /** Returns the program, one instruction a line, numbered from 0. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length(); i++) {
      text.append(i).append(": ").append(instructions.get(i)).append('\n');
    }
    return text.toString();
  }
}
