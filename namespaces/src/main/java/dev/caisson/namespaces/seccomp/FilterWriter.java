package dev.caisson.namespaces.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a filter from its end to its beginning, as all jumps of classic BPF lead forward.
 *
 * <p>So a place that is jumped to is already written, and its distance is known. A place is counted
 * from the program's end. Where a conditional jump can't reach it, over 255 instructions, an
 * unconditional one is written in between.
 */
final class FilterWriter {

  private static final int FARTHEST = 255;

  private final List<Instruction> reversed = new ArrayList<>();
  private final Map<Integer, Integer> returns = new HashMap<>();

  /** Writes an instruction and returns its place. */
  private int add(Instruction instruction) {
    reversed.add(instruction);
    return reversed.size() - 1;
  }

  /** Returns how many instructions the next one would have to skip. */
  private int distance(int place) {
    return reversed.size() - 1 - place;
  }

  /** Returns a place that does the same, near enough to be jumped to over {@code more}. */
  private int near(int place, int more) {
    return distance(place) + more <= FARTHEST
        ? place
        : add(Instruction.of(Instruction.JUMP, distance(place)));
  }

  /** Writes the end of the program with an action, if there is none in reach. */
  int end(SeccompAction action) {
    int value = action.returnValue();
    Integer written = returns.get(value);
    if (written != null && distance(written) < FARTHEST) {
      return written;
    }
    int place = add(Instruction.of(Instruction.RETURN, value));
    returns.put(value, place);
    return place;
  }

  /** Writes a comparison of the accumulator. */
  int branch(int code, int value, int onTrue, int onFalse) {
    // The second may itself need one instruction more in between.
    int nearTrue = near(onTrue, 1);
    int nearFalse = near(onFalse, 0);
    return add(new Instruction(code, distance(nearTrue), distance(nearFalse), value));
  }

  /** Writes the load of a word of {@code struct seccomp_data}, after which comes {@code next}. */
  int load(int offset, int next) {
    follow(next);
    return add(Instruction.of(Instruction.LOAD, offset));
  }

  /** Writes the masking of the accumulator, after which comes {@code next}. */
  int mask(int mask, int next) {
    follow(next);
    return add(Instruction.of(Instruction.AND, mask));
  }

  private void follow(int next) {
    if (distance(next) > 0) {
      add(Instruction.of(Instruction.JUMP, distance(next)));
    }
  }

  /** Returns the program, first instruction first. */
  List<Instruction> program() {
    List<Instruction> program = new ArrayList<>(reversed);
    Collections.reverse(program);
    return List.copyOf(program);
  }
}
