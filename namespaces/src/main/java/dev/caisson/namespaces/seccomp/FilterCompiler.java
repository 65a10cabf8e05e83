package dev.caisson.namespaces.seccomp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles a profile to classic BPF: the ABI first, then a binary search over the ranges of call
 * numbers, then the conditions on arguments.
 */
final class FilterCompiler {

  private static final int NUMBER = 0;
  private static final int AUDIT_ARCHITECTURE = 4;

  private final SeccompProfile profile;
  private final FilterWriter writer = new FilterWriter();
  private final ConditionWriter conditions = new ConditionWriter(writer);
  private final Map<Verdict, Integer> verdicts = new HashMap<>();

  private FilterCompiler(SeccompProfile profile) {
    this.profile = profile;
  }

  static List<Instruction> compile(SeccompProfile profile, Abi machine) {
    FilterCompiler compiler = new FilterCompiler(profile);
    compiler.write(machine);
    return compiler.writer.program();
  }

  private void write(Abi machine) {
    int start = writer.end(profile.foreignAction());
    if (machine == Abi.X86_64 && profile.abis().contains(Abi.X86)) {
      start = section(Abi.X86, start);
    }
    start = section(machine, start);
    writer.load(AUDIT_ARCHITECTURE, start);
  }

  /** Writes what judges an ABI's calls, and returns the place of the test whether it is one. */
  private int section(Abi abi, int otherwise) {
    int search = search(NumberRanges.of(profile, abi));
    int load = writer.load(NUMBER, search);
    return writer.branch(Instruction.JUMP_IF_EQUAL, abi.auditNumber(), load, otherwise);
  }

  private int search(List<NumberRanges.Range> ranges) {
    if (ranges.size() == 1) {
      return verdict(ranges.get(0).verdict());
    }
    int middle = ranges.size() / 2;
    int upper = search(ranges.subList(middle, ranges.size()));
    int lower = search(ranges.subList(0, middle));
    int first = (int) ranges.get(middle).first();
    return writer.branch(Instruction.JUMP_IF_AT_LEAST, first, upper, lower);
  }

  private int verdict(Verdict verdict) {
    if (verdict.cases().isEmpty()) {
      return writer.end(verdict.otherwise());
    }
    Integer written = verdicts.get(verdict);
    if (written != null) {
      return written;
    }
    int place = writer.end(verdict.otherwise());
    for (int i = verdict.cases().size() - 1; i >= 0; i--) {
      place = write(verdict.cases().get(i), place);
    }
    verdicts.put(verdict, place);
    return place;
  }

  private int write(Verdict.Case guarded, int otherwise) {
    int place = writer.end(guarded.action());
    for (int i = guarded.conditions().size() - 1; i >= 0; i--) {
      place = conditions.write(guarded.conditions().get(i), place, otherwise);
    }
    return place;
  }
}
