package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * A program that the kernel checks, and then runs for the processes of a control group of v2.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/bpf.2.html">bpf(2)</a>
 */
public final class BpfProgram {

  private static final int BPF_PROG_LOAD = 5;
  private static final int BPF_PROG_ATTACH = 8;
  private static final int BPF_PROG_GET_FD_BY_ID = 13;
  private static final int BPF_PROG_QUERY = 16;
  private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
  private static final int BPF_CGROUP_DEVICE = 6;
  private static final int BPF_F_ALLOW_MULTI = 2;
  private static final int BPF_F_REPLACE = 4;
  // union bpf_attr, as far as these commands use it.
  private static final int ATTRIBUTE_BYTES = 72;
  private static final int MOST_PROGRAMS = 64;

  private BpfProgram() {}

  /**
   * Has a program decide which devices the processes of a group may open and make, in place of the
   * one that was attached to the group before, if any. Groups below may have others besides it.
   *
   * @param cgroup the group's directory
   * @param instructions one a word, little-endian
   * @throws SystemCallException EPERM without CAP_BPF and CAP_NET_ADMIN, or where the group above
   *     forbids programs
   */
  public static void attachToDevices(Fd cgroup, long[] instructions) throws SystemCallException {
    try (Fd program = load(instructions);
        Arena arena = new Arena()) {
      int former = former(cgroup, arena);
      if (former == 0) {
        attach(cgroup, program, BPF_F_ALLOW_MULTI, 0, arena);
        return;
      }
      long number = call(BPF_PROG_GET_FD_BY_ID, arena, former);
      try (Fd replaced = Fd.own(Kernel.check(number, "open program of", cgroup))) {
        attach(cgroup, program, BPF_F_ALLOW_MULTI | BPF_F_REPLACE, replaced.number(), arena);
      }
    }
  }

  private static Fd load(long[] instructions) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long code = arena.words(instructions);
      long license = arena.string(CString.of("Apache-2.0"));
      int[] attribute = {BPF_PROG_TYPE_CGROUP_DEVICE, instructions.length, 0, 0, 0, 0};
      put(attribute, 2, code);
      put(attribute, 4, license);
      return Fd.own(Kernel.check(call(BPF_PROG_LOAD, arena, attribute), "load", "BPF program"));
    }
  }

  /** Returns the number of the program that is attached; 0, which none has, where none is. */
  private static int former(Fd cgroup, Arena arena) throws SystemCallException {
    long numbers = arena.allocate(MOST_PROGRAMS * Integer.BYTES);
    int[] attribute = {cgroup.number(), BPF_CGROUP_DEVICE, 0, 0, 0, 0, MOST_PROGRAMS};
    put(attribute, 4, numbers);
    Kernel.check(call(BPF_PROG_QUERY, arena, attribute), "look for programs of", cgroup);
    return Arena.readInt(numbers);
  }

  private static void attach(Fd cgroup, Fd program, int flags, int replaced, Arena arena)
      throws SystemCallException {
    long result =
        call(
            BPF_PROG_ATTACH,
            arena,
            cgroup.number(),
            program.number(),
            BPF_CGROUP_DEVICE,
            flags,
            replaced);
    Kernel.check(result, "attach program to", cgroup);
  }

  /** Puts an address into two words. */
  private static void put(int[] words, int index, long address) {
    words[index] = (int) address;
    words[index + 1] = (int) (address >>> Integer.SIZE);
  }

  private static long call(int command, Arena arena, int... attribute) {
    long address = arena.allocate(ATTRIBUTE_BYTES);
    Arena.write(address, attribute);
    return Kernel.call(SystemCall.BPF, command, address, ATTRIBUTE_BYTES);
  }
}
