package dev.caisson.namespaces.seccomp;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is done with a system call, whose arguments meet all of some conditions.
 *
 * @param call the kernel's name of the call, on whichever ABI has it: {@code openat}
 * @param conditions which all must hold; none for every call
 * @param action what is done then
 */
public record SeccompRule(String call, List<ArgumentCondition> conditions, SeccompAction action) {

  /**
   * Checks that the call is one of the kernel's.
   *
   * @throws IllegalArgumentException if no ABI has it
   */
  public SeccompRule {
    if (!isKnown(call)) {
      throw new IllegalArgumentException("unknown system call: " + call);
    }
    conditions = List.copyOf(conditions);
  }

  /** Returns the rule that allows a call whose arguments meet all of these conditions. */
  public static SeccompRule allow(String call, ArgumentCondition... conditions) {
    return of(SeccompAction.allow(), call, conditions);
  }

  /** Returns the rule that does something with a call. */
  public static SeccompRule of(SeccompAction action, String call, ArgumentCondition... conditions) {
    return new SeccompRule(call, Arrays.asList(conditions), action);
  }

  /** Returns whether any ABI has the call, on its own or within another. */
  static boolean isKnown(String call) {
    return CallTable.knows(call) || Multiplexer.has(call);
  }

  boolean isUnconditional() {
    return conditions.isEmpty();
  }

  /** Returns one line: {@code ioctl(arg1 == 0x5412): EPERM (operation not permitted)}. */
  @Override
  public String toString() {
    return call
        + conditions.stream()
            .map(ArgumentCondition::toString)
            .collect(Collectors.joining(", ", "(", "): "))
        + action;
  }
}
