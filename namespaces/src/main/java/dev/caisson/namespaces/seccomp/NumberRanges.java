package dev.caisson.namespaces.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The verdicts on all call numbers of an audit architecture, in ranges without gaps. */
final class NumberRanges {

  /** A range that begins at a number and ends before the next one's. */
  record Range(long first, Verdict verdict) {}

  private static final long X32 = Abi.X32.firstNumber();

  // What a tracer writes to have a call skipped; the kernel answers ENOSYS.
  private static final long NO_CALL = 0xffffffffL;

  private final SeccompProfile profile;
  private final Verdict unknown;
  private final List<Range> ranges = new ArrayList<>();

  private NumberRanges(SeccompProfile profile) {
    this.profile = profile;
    this.unknown = Verdict.of(profile.unknownCalls().action());
  }

  /** Returns the ranges of an ABI, and of x32 too where it is told apart by the number alone. */
  static List<Range> of(SeccompProfile profile, Abi abi) {
    NumberRanges ranges = new NumberRanges(profile);
    ranges.append(abi);
    if (abi == Abi.X86_64) {
      ranges.appendX32();
    }
    return List.copyOf(ranges.ranges);
  }

  private void appendX32() {
    if (profile.abis().contains(Abi.X32)) {
      append(Abi.X32);
    } else {
      append(X32, Verdict.of(profile.foreignAction()));
    }
    append(NO_CALL, unknown);
  }

  private void append(Abi abi) {
    append(abi.firstNumber(), unknown);
    for (Map.Entry<Integer, Verdict> call : verdicts(abi).entrySet()) {
      long number = abi.firstNumber() + call.getKey();
      append(number, call.getValue());
      append(number + 1, unknown);
    }
  }

  /** Says what holds from a number on, in place of what was said to hold from there on before. */
  private void append(long first, Verdict verdict) {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).first() == first) {
      ranges.remove(last--);
    }
    if (last < 0 || !ranges.get(last).verdict().equals(verdict)) {
      ranges.add(new Range(first, verdict));
    }
  }

  private SortedMap<Integer, Verdict> verdicts(Abi abi) {
    Map<String, List<SeccompRule>> rules = rulesByCall(abi);
    int newest = newestNamed(abi, rules);
    SortedMap<Integer, Verdict> verdicts = new TreeMap<>();
    CallTable.of(abi)
        .forEach(
            (name, number) -> {
              if (number <= newest) {
                List<SeccompRule> own = rules.getOrDefault(name, List.of());
                verdicts.put(number, Verdict.of(own, profile.defaultAction()));
              }
            });
    return verdicts;
  }

  private Map<String, List<SeccompRule>> rulesByCall(Abi abi) {
    Map<String, List<SeccompRule>> rules = new HashMap<>();
    for (SeccompRule rule : profile.rules()) {
      rules.computeIfAbsent(rule.call(), name -> new ArrayList<>()).add(rule);
      if (abi == Abi.X86) {
        Multiplexer.seen(rule)
            .ifPresent(
                seen -> rules.computeIfAbsent(seen.call(), n -> new ArrayList<>()).add(seen));
      }
    }
    return rules;
  }

  private int newestNamed(Abi abi, Map<String, List<SeccompRule>> rules) {
    if (!profile.unknownCalls().newerThanNamed()) {
      return Integer.MAX_VALUE;
    }
    return rules.keySet().stream()
        .flatMapToInt(name -> CallTable.number(abi, name).stream())
        .max()
        .orElse(Integer.MAX_VALUE);
  }
}
