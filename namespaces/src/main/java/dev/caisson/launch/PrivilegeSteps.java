package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.CapabilitySets;
import dev.caisson.namespaces.Securebit;
import java.util.Arrays;
import java.util.EnumSet;
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
  private static final int PR_SET_SECUREBITS = 28;
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

  /** Becomes the user, with the capabilities that are his, for good. */
  void become(LaunchPlan.Payload payload, boolean oneId) {
    LaunchPlan.Credentials credentials = payload.credentials();
    Set<Securebit> securebits = payload.restraints().securebits();
    CapabilitySets sets = payload.capabilities().sets(credentials.uid(), securebits);
    limitBoundingSet(sets.bounding());
    if (!sets.permitted().isEmpty() || !securebits.isEmpty()) {
      control("keep capabilities", PR_SET_KEEPCAPS, 1, 0);
    }
    // user_namespaces(7): where one group alone is mapped, setgroups is denied.
    if (!oneId) {
      setGroups(credentials);
    }
    setIds("group", SystemCall.SETRESGID, credentials.gid());
    setIds("user", SystemCall.SETRESUID, credentials.uid());
    if (!securebits.isEmpty()) {
      setSecurebits(securebits, sets);
    }
    setSets(sets.permitted(), sets.effective(), sets.inheritable());
    if (securebits.isEmpty()) {
      setAmbient(sets.ambient());
    }
  }

  // The bits take a capability that may be none of those kept, and may forbid the ambient ones.
  private void setSecurebits(Set<Securebit> securebits, CapabilitySets sets) {
    Set<Capability> meanwhile = EnumSet.of(Capability.SETPCAP);
    meanwhile.addAll(sets.permitted());
    setSets(meanwhile, meanwhile, sets.inheritable());
    setAmbient(sets.ambient());
    long bits = Securebit.bits(securebits);
    control("set securebits " + securebits, PR_SET_SECUREBITS, bits, 0);
  }

  private void setAmbient(Set<Capability> capabilities) {
    control("clear ambient capabilities", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0);
    for (Capability capability : capabilities) {
      int number = capability.number();
      control("keep " + capability, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number);
    }
  }

  /** Gives up all capabilities but these, without becoming another user. */
  void keepOnly(Set<Capability> capabilities) {
    setSets(capabilities, capabilities, Set.of());
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

  private void setSets(
      Set<Capability> permitted, Set<Capability> effective, Set<Capability> inheritable) {
    long may = Capability.bits(permitted);
    long have = Capability.bits(effective);
    long pass = Capability.bits(inheritable);
    Operand header = program.words("{version 3}", CAPABILITY_VERSION_3);
    // Effective, permitted, inheritable: 32 bits of the low half each, then of the high half.
    Operand sets =
        program.words(
            permitted,
            low(have) | low(may) << Integer.SIZE,
            low(pass) | high(have) << Integer.SIZE,
            high(may) | high(pass) << Integer.SIZE);
    program.add(Operation.of(CAPABILITIES, permitted.toString(), SystemCall.CAPSET, header, sets));
  }

  private static long low(long bits) {
    return bits & 0xffffffffL;
  }

  private static long high(long bits) {
    return bits >>> Integer.SIZE;
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
