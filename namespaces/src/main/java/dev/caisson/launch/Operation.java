package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One operation of a program: a system call with its arguments, where its result goes, which errors
 * it may meet, and where the program goes on.
 *
 * @param step what it does, in lower case, for an error's message
 * @param object what it does it to; empty where there is nothing to name
 * @param call the system call; empty for a mere comparison of the first argument
 * @param arguments at most six
 * @param result where the call's result is kept, errors included
 * @param tolerated the errors after which the program goes on
 * @param branch a jump on a certain result
 */
public record Operation(
    String step,
    String object,
    Optional<SystemCall> call,
    List<Operand> arguments,
    Optional<Slot> result,
    Set<Errno> tolerated,
    Optional<Branch> branch) {

  private static final int MOST_ARGUMENTS = 6;
  private static final int HIGHEST_TOLERATED = 63;

  /** A jump to a label, if the call's result equals a value. */
  public record Branch(Operand value, Label target) {}

  /** Checks that the interpreter can express it. */
  public Operation {
    if (arguments.size() > MOST_ARGUMENTS) {
      throw new IllegalArgumentException("more than 6 arguments: " + arguments);
    }
    for (Errno errno : tolerated) {
      if (errno.number() > HIGHEST_TOLERATED) {
        throw new IllegalArgumentException("can't tolerate an errno above 63: " + errno);
      }
    }
  }

  /** Returns the operation that makes a call and fails on every error. */
  public static Operation of(String step, String object, SystemCall call, Operand... arguments) {
    return new Operation(
        step,
        object,
        Optional.of(call),
        List.of(arguments),
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  /** Returns the operation that jumps if two operands are equal. */
  public static Operation jumpIfEqual(Operand left, Operand right, Label target) {
    return new Operation(
        "compare",
        "",
        Optional.empty(),
        List.of(left),
        Optional.empty(),
        Set.of(),
        Optional.of(new Branch(right, target)));
  }

  /** Returns the operation that always jumps. */
  public static Operation jump(Label target) {
    return jumpIfEqual(Operand.of(0), Operand.of(0), target);
  }

  /** Returns this operation, keeping its result. */
  public Operation into(Slot slot) {
    return new Operation(step, object, call, arguments, Optional.of(slot), tolerated, branch);
  }

  /** Returns this operation, going on after these errors too. */
  public Operation tolerating(Errno first, Errno... others) {
    return new Operation(step, object, call, arguments, result, EnumSet.of(first, others), branch);
  }

  /** Returns this operation, jumping if its result is this number. */
  public Operation jumpOn(long value, Label target) {
    return jumpOn(Operand.of(value), target);
  }

  /** Returns this operation, jumping if its result equals this operand. */
  public Operation jumpOn(Operand value, Label target) {
    Branch jump = new Branch(value, target);
    return new Operation(step, object, call, arguments, result, tolerated, Optional.of(jump));
  }

  /** Returns one line: {@code mount("proc", "/proc", …) -> $proc # mount proc /proc}. */
  @Override
  public String toString() {
    String what =
        call.map(SystemCall::toString).orElse("compare")
            + arguments.stream().map(Operand::toString).collect(Collectors.joining(", ", "(", ")"));
    return what
        + result.map(slot -> " -> " + slot).orElse("")
        + (tolerated.isEmpty() ? "" : " despite " + tolerated)
        + branch.map(jump -> " if " + jump.value() + " goto " + jump.target()).orElse("")
        + "  # "
        + step
        + (object.isEmpty() ? "" : " " + object);
  }
}
