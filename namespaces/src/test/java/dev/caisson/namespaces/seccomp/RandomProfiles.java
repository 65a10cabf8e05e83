package dev.caisson.namespaces.seccomp;

import dev.caisson.namespaces.seccomp.ArgumentCondition.Comparison;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Makes profiles and arguments up, the same for the same seed. */
final class RandomProfiles {

  private static final long[] EDGES = {
    0, 1, 0x7fffffffL, 0x80000000L, 0xffffffffL, 0x100000000L, 1L << 63, -1L, -2L
  };

  private static final List<Comparison> COMPARISONS = List.of(Comparison.values());

  private final Random random;
  private final List<String> names = new ArrayList<>(new TreeSet<>(CallTable.names()));

  RandomProfiles(long seed) {
    random = new Random(seed);
    names.removeAll(Set.of("socketcall", "ipc"));
  }

  SeccompProfile profile(int rules) {
    List<SeccompRule> made = new ArrayList<>();
    for (int i = 0; i < rules; i++) {
      made.add(rule(names.get(random.nextInt(names.size()))));
    }
    Set<Abi> abis = EnumSet.noneOf(Abi.class);
    for (Abi abi : List.of(Abi.X86, Abi.X32)) {
      if (random.nextBoolean()) {
        abis.add(abi);
      }
    }
    return new SeccompProfile(
        made, action(), new UnknownCalls(action(), random.nextBoolean()), abis, action(), Set.of());
  }

  private SeccompRule rule(String name) {
    List<ArgumentCondition> conditions = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      conditions.add(condition());
    }
    return new SeccompRule(name, conditions, action());
  }

  private ArgumentCondition condition() {
    Comparison comparison = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
    long mask = random.nextInt(3) == 0 ? number() : -1L;
    return new ArgumentCondition(random.nextInt(6), mask, comparison, number() & mask);
  }

  private SeccompAction action() {
    return switch (random.nextInt(5)) {
      case 0 -> SeccompAction.allow();
      case 1 -> new SeccompAction.Fail(random.nextInt(4096));
      case 2 -> SeccompAction.killProcess();
      case 3 -> new SeccompAction.Trace(random.nextInt(3));
      default -> SeccompAction.log();
    };
  }

  /** Returns a number of which every part is often at an edge. */
  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> random.nextInt(8);
      case 2 -> (long) random.nextInt(4) << 32 | random.nextInt(4);
      default -> random.nextLong();
    };
  }

  /** Returns six arguments, some of which are near what the profile's rules compare with. */
  long[] arguments(SeccompProfile profile, String call) {
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = number();
    }
    for (SeccompRule rule : profile.rules()) {
      if (rule.call().equals(call) && random.nextBoolean()) {
        for (ArgumentCondition condition : rule.conditions()) {
          arguments[condition.index()] = condition.value() + random.nextInt(3) - 1;
        }
      }
    }
    return arguments;
  }
}
