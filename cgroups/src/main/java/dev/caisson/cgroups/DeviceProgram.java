package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.BpfProgram;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The allow-list of v2: a program that the kernel runs when a process opens or makes a device, and
 * that answers whether it may.
 *
 * <p>Its argument is a {@code struct bpf_cgroup_dev_ctx}: kind and access in one word, then the
 * major and the minor number. Groups below may have programs too, of which each must allow.
 *
 * @see <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF instruction
 *     set</a>
 */
record DeviceProgram(List<DeviceRule> allowed) implements Setting {

  private static final int LOAD_WORD = 0x61;
  private static final int COPY = 0xbc;
  private static final int SET = 0xb7;
  private static final int AND = 0x54;
  private static final int SHIFT_RIGHT = 0x74;
  private static final int JUMP_UNLESS_EQUAL = 0x56;
  private static final int JUMP_UNLESS_SAME = 0x5e;
  private static final int EXIT = 0x95;

  private static final int ANSWER = 0;
  private static final int CONTEXT = 1;
  private static final int KIND = 2;
  private static final int ACCESS = 3;
  private static final int MAJOR = 4;
  private static final int MINOR = 5;
  private static final int SCRATCH = 6;
  private static final int ACCESS_BITS = 16;
  private static final int EVERY_ACCESS = 7;

  /** Copies the list. */
  DeviceProgram {
    allowed = List.copyOf(allowed);
  }

  @Override
  public void apply(KernelDirectory parent, String group) throws CaissonException {
    try (Fd directory = parent.file(group)) {
      BpfProgram.attachToDevices(directory, instructions());
    } catch (SystemCallException e) {
      throw e.is(Errno.EPERM) || e.is(Errno.EACCES)
          ? denied(e, parent.path(group))
          : new SystemCallException(
              "limit devices of cgroup v2", parent.path(group), e.number(), e.remedy());
    }
  }

  private static CaissonException denied(SystemCallException cause, String group) {
    SystemCallException denied =
        new SystemCallException(
            "limit devices of cgroup v2",
            group,
            cause.number(),
            Optional.of("run as root: it takes CAP_BPF and CAP_NET_ADMIN"));
    denied.initCause(cause);
    return denied;
  }

  /**
   * Nothing is put in force at a time after this, and what is replaced is so at one blow; so what
   * was there need not be known.
   */
  @Override
  public Setting present(KernelDirectory parent, String group) {
    return this;
  }

  /** Returns the program, an instruction a word. */
  long[] instructions() {
    List<Long> program = new ArrayList<>();
    program.add(instruction(LOAD_WORD, KIND, CONTEXT, 0, 0));
    program.add(instruction(COPY, ACCESS, KIND, 0, 0));
    program.add(instruction(AND, KIND, 0, 0, (1 << ACCESS_BITS) - 1));
    program.add(instruction(SHIFT_RIGHT, ACCESS, 0, 0, ACCESS_BITS));
    program.add(instruction(LOAD_WORD, MAJOR, CONTEXT, Integer.BYTES, 0));
    program.add(instruction(LOAD_WORD, MINOR, CONTEXT, 2 * Integer.BYTES, 0));
    allowed.forEach(rule -> addRule(rule, program));
    program.add(instruction(SET, ANSWER, 0, 0, 0));
    program.add(instruction(EXIT, 0, 0, 0, 0));
    return program.stream().mapToLong(Long::longValue).toArray();
  }

  /** Answers yes where all that a rule asks holds, and else jumps behind it. */
  private static void addRule(DeviceRule rule, List<Long> program) {
    List<Long> body = new ArrayList<>();
    body.add(instruction(SET, ANSWER, 0, 0, 1));
    body.add(instruction(EXIT, 0, 0, 0, 0));
    rule.minor().ifPresent(number -> demand(JUMP_UNLESS_EQUAL, MINOR, 0, (int) number, body));
    rule.major().ifPresent(number -> demand(JUMP_UNLESS_EQUAL, MAJOR, 0, (int) number, body));
    int access = rule.access().stream().mapToInt(DeviceRule.Access::bit).sum();
    if (access != EVERY_ACCESS) {
      demand(JUMP_UNLESS_SAME, SCRATCH, ACCESS, 0, body);
      body.add(0, instruction(AND, SCRATCH, 0, 0, access));
      body.add(0, instruction(COPY, SCRATCH, ACCESS, 0, 0));
    }
    demand(JUMP_UNLESS_EQUAL, KIND, 0, rule.kind().number(), body);
    program.addAll(body);
  }

  /** Puts before a body a jump over it. */
  private static void demand(int jump, int register, int other, int value, List<Long> body) {
    body.add(0, instruction(jump, register, other, body.size(), value));
  }

  private static long instruction(int code, int target, int source, int offset, int immediate) {
    return code
        | (long) target << 8
        | (long) source << 12
        | (long) offset << 16
        | (long) immediate << 32;
  }
}
