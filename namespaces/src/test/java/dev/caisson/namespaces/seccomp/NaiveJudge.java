package dev.caisson.namespaces.seccomp;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** Says what a profile means, rule by rule, in the plainest way. */
final class NaiveJudge {

  private static final int X32_BIT = 0x40000000;

  private final SeccompProfile profile;
  private final Map<Abi, Map<Integer, String>> names = new HashMap<>();

  NaiveJudge(SeccompProfile profile) {
    this.profile = profile;
    for (Abi abi : Abi.values()) {
      Map<Integer, String> byNumber = new HashMap<>();
      CallTable.of(abi).forEach((name, number) -> byNumber.put(number, name));
      names.put(abi, byNumber);
    }
  }

  /** Returns the action, on a machine whose own ABI is given. */
  SeccompAction judge(Abi machine, BpfMachine.Call call) {
    Abi abi = call.abi();
    int number = call.number();
    boolean marked = number != -1 && Integer.compareUnsigned(number, X32_BIT) >= 0;
    if (abi == Abi.X86_64 && marked) {
      abi = Abi.X32;
      number -= X32_BIT;
    }
    boolean permitted = abi == machine || profile.abis().contains(abi);
    if (abi.machine() != machine || !permitted) {
      return profile.foreignAction();
    }
    String name = names.get(abi).get(number);
    boolean named = !profile.unknownCalls().newerThanNamed() || number <= newest(abi);
    if (name == null || !named) {
      return profile.unknownCalls().action();
    }
    return profile.rules().stream()
        .filter(rule -> rule.call().equals(name))
        .filter(rule -> rule.conditions().stream().allMatch(c -> holds(c, call)))
        .map(SeccompRule::action)
        .findFirst()
        .orElse(profile.defaultAction());
  }

  private int newest(Abi abi) {
    return profile.rules().stream()
        .mapToInt(rule -> CallTable.number(abi, rule.call()).orElse(-1))
        .filter(number -> number >= 0)
        .max()
        .orElse(Integer.MAX_VALUE);
  }

  private static boolean holds(ArgumentCondition condition, BpfMachine.Call call) {
    long masked = call.argument(condition.index()) & condition.mask();
    int order = unsigned(masked).compareTo(unsigned(condition.value()));
    return switch (condition.comparison()) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GE -> order >= 0;
      case GT -> order > 0;
    };
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
