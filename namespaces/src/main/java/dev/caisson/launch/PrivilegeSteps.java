package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Writes the operations that give up privileges.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
final class PrivilegeSteps {

  static final String GROUPS = "set supplementary groups";
  static final String CAPABILITIES = "set capabilities";

  private static final int PR_SET_KEEPCAPS = 8;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_RAISE = 2;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  // Most of a program's operations, and the same in each.
  private static final List<Operation> DROPS =
      Arrays.stream(Capability.values()).map(PrivilegeSteps::drop).toList();

  private final ProgramBuilder program;

  PrivilegeSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Becomes the user, with these capabilities and no others, for good. */
  void become(LaunchPlan.Credentials credentials, Set<Capability> capabilities, boolean oneId) {
    limitBoundingSet(capabilities);
    if (!capabilities.isEmpty()) {
      control("keep capabilities", PR_SET_KEEPCAPS, 1, 0);
    }
    // user_namespaces(7): where one group alone is mapped, setgroups is denied.
    if (!oneId) {
      setGroups(credentials);
    }
    setIds("group", SystemCall.SETRESGID, credentials.gid());
    setIds("user", SystemCall.SETRESUID, credentials.uid());
    // Root gets its capabilities from the bounding set at exec; anyone else from the ambient set.
    boolean ambient = credentials.uid() != 0;
    setSets(capabilities, ambient ? capabilities : Set.of());
    control("clear ambient capabilities", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0);
    if (ambient) {
      for (Capability capability : capabilities) {
        int number = capability.number();
        control("keep " + capability, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number);
      }
    }
  }

  /** Gives up all capabilities but these, without becoming another user. */
  void keepOnly(Set<Capability> capabilities) {
    setSets(capabilities, Set.of());
  }

  /** Makes sure that no program that is executed gives more privileges. */
  void refuseNewPrivileges() {
    control("set no_new_privs", PR_SET_NO_NEW_PRIVS, 1, 0);
  }

  private void limitBoundingSet(Set<Capability> kept) {
    for (Capability capability : Capability.values()) {
      if (!kept.contains(capability)) {
        program.add(DROPS.get(capability.number()));
      }
    }
  }

  private static Operation drop(Capability capability) {
    return operation("drop " + capability, PR_CAPBSET_DROP, capability.number(), 0)
        // An older kernel does not know the newest capabilities, so nobody can have them.
        .tolerating(Errno.EINVAL);
  }

  private void setGroups(LaunchPlan.Credentials credentials) {
    int count = credentials.groups().size();
    long[] pairs = new long[(count + 1) / 2];
    for (int i = 0; i < count; i++) {
      pairs[i / 2] |= credentials.groups().get(i) << (i % 2 * Integer.SIZE);
    }
    program.add(
        Operation.of(
            GROUPS,
            credentials.groups().toString(),
            SystemCall.SETGROUPS,
            Operand.of(count),
            program.words(credentials.groups(), pairs)));
  }

  private void setIds(String kind, SystemCall call, long id) {
    Operand value = Operand.of(id);
    program.add(Operation.of("become " + kind, Long.toString(id), call, value, value, value));
  }

  private void setSets(Set<Capability> permitted, Set<Capability> inheritable) {
    long have = Capability.bits(permitted);
    long pass = Capability.bits(inheritable);
    // Three 32-bit words (effective, permitted, inheritable) of the low half, then of the high
    // half.
    long low = have & 0xffffffffL;
    long high = have >>> Integer.SIZE;
    Operand header = program.words("{version 3}", CAPABILITY_VERSION_3);
    Operand sets =
        program.words(
            permitted,
            low | low << Integer.SIZE,
            (pass & 0xffffffffL) | high << Integer.SIZE,
            high | pass >>> Integer.SIZE << Integer.SIZE);
    program.add(Operation.of(CAPABILITIES, permitted.toString(), SystemCall.CAPSET, header, sets));
  }

  private void control(String step, int option, long first, long second) {
    program.add(operation(step, option, first, second));
  }

  private static Operation operation(String step, int option, long first, long second) {
    return Operation.of(
        step,
        "",
        SystemCall.PRCTL,
        Operand.of(option),
        Operand.of(first),
        Operand.of(second),
        Operand.of(0),
        Operand.of(0));
  }
}
