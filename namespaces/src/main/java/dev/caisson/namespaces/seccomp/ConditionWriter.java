package dev.caisson.namespaces.seccomp;

/**
 * Writes comparisons of 64-bit arguments, of which classic BPF sees one 32-bit half at a time.
 *
 * <p>Both halves decide on equality. On order, the upper half decides unless it is equal.
 */
final class ConditionWriter {

  private static final int FIRST_ARGUMENT = 16;

  private final FilterWriter writer;

  ConditionWriter(FilterWriter writer) {
    this.writer = writer;
  }

  /** Writes a condition and returns its place. */
  int write(ArgumentCondition condition, int onTrue, int onFalse) {
    return switch (condition.comparison()) {
      case EQ -> equal(condition, onTrue, onFalse);
      case NE -> equal(condition, onFalse, onTrue);
      case GE -> ordered(condition, Instruction.JUMP_IF_AT_LEAST, onTrue, onFalse);
      case GT -> ordered(condition, Instruction.JUMP_IF_GREATER, onTrue, onFalse);
      case LT -> ordered(condition, Instruction.JUMP_IF_AT_LEAST, onFalse, onTrue);
      case LE -> ordered(condition, Instruction.JUMP_IF_GREATER, onFalse, onTrue);
    };
  }

  private int equal(ArgumentCondition condition, int onTrue, int onFalse) {
    int low = compare(Half.low(condition), Instruction.JUMP_IF_EQUAL, onTrue, onFalse);
    return compare(Half.high(condition), Instruction.JUMP_IF_EQUAL, low, onFalse);
  }

  private int ordered(ArgumentCondition condition, int code, int onTrue, int onFalse) {
    int low = compare(Half.low(condition), code, onTrue, onFalse);
    Half high = Half.high(condition);
    if (high.mask() == 0) {
      return low;
    }
    int equal = writer.branch(Instruction.JUMP_IF_EQUAL, high.value(), low, onFalse);
    return load(high, writer.branch(Instruction.JUMP_IF_GREATER, high.value(), onTrue, equal));
  }

  private int compare(Half half, int code, int onTrue, int onFalse) {
    if (half.mask() == 0) {
      // Nothing is compared with nothing, so it is equal, and not greater.
      return code == Instruction.JUMP_IF_GREATER ? onFalse : onTrue;
    }
    return load(half, writer.branch(code, half.value(), onTrue, onFalse));
  }

  private int load(Half half, int next) {
    int masked = half.mask() == ~0 ? next : writer.mask(half.mask(), next);
    return writer.load(half.offset(), masked);
  }

  /** Half of an argument in {@code struct seccomp_data}, and what it is compared with. */
  private record Half(int offset, int mask, int value) {

    static Half low(ArgumentCondition condition) {
      return new Half(offset(condition), (int) condition.mask(), (int) condition.value());
    }

    static Half high(ArgumentCondition condition) {
      return new Half(
          offset(condition) + Integer.BYTES,
          (int) (condition.mask() >>> Integer.SIZE),
          (int) (condition.value() >>> Integer.SIZE));
    }

    private static int offset(ArgumentCondition condition) {
      return FIRST_ARGUMENT + condition.index() * Long.BYTES;
    }
  }
}
