package dev.caisson.namespaces.seccomp;

/**
 * A comparison of one argument of a system call, unsigned and in 64 bits.
 *
 * <p>The kernel takes no more than 32 bits of many arguments, such as an ioctl's command or a
 * socket's family, and ignores the rest; a condition that is to hold whatever the caller puts there
 * says {@link #low32()}. What a pointer points to can't be seen by a filter.
 *
 * @param index which argument, 0 to 5
 * @param mask the bits that are compared; the others count as zero
 * @param comparison how it is compared
 * @param value with what, unsigned
 */
public record ArgumentCondition(int index, long mask, Comparison comparison, long value) {

  /** How an argument is compared. */
  public enum Comparison {
    /** Equal. */
    EQ("=="),
    /** Not equal. */
    NE("!="),
    /** Less than. */
    LT("<"),
    /** Less than or equal. */
    LE("<="),
    /** Greater than or equal. */
    GE(">="),
    /** Greater than. */
    GT(">");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }
  }

  private static final int HIGHEST_INDEX = 5;
  private static final long ALL = ~0L;
  private static final long LOW_HALF = 0xffffffffL;

  /** Checks the index, and that the value has no bits that are not compared. */
  public ArgumentCondition {
    if (index < 0 || index > HIGHEST_INDEX) {
      throw new IllegalArgumentException("argument index out of range 0 to 5: " + index);
    }
    if ((value & ~mask) != 0) {
      throw new IllegalArgumentException(
          "value has bits outside the mask: " + hex(value) + ", mask " + hex(mask));
    }
  }

  /** Returns the condition that an argument equals a value. */
  public static ArgumentCondition equal(int index, long value) {
    return new ArgumentCondition(index, ALL, Comparison.EQ, value);
  }

  /** Returns the condition that an argument differs from a value. */
  public static ArgumentCondition notEqual(int index, long value) {
    return new ArgumentCondition(index, ALL, Comparison.NE, value);
  }

  /** Returns the condition that an argument is less than a value. */
  public static ArgumentCondition lessThan(int index, long value) {
    return new ArgumentCondition(index, ALL, Comparison.LT, value);
  }

  /** Returns the condition that an argument is a value or less. */
  public static ArgumentCondition atMost(int index, long value) {
    return new ArgumentCondition(index, ALL, Comparison.LE, value);
  }

  /** Returns the condition that an argument is a value or greater. */
  public static ArgumentCondition atLeast(int index, long value) {
    return new ArgumentCondition(index, ALL, Comparison.GE, value);
  }

  /** Returns the condition that an argument is greater than a value. */
  public static ArgumentCondition greaterThan(int index, long value) {
    return new ArgumentCondition(index, ALL, Comparison.GT, value);
  }

  /**
   * Returns the condition that certain bits of an argument equal a value.
   *
   * @throws IllegalArgumentException if the value has other bits, so that it could never hold
   */
  public static ArgumentCondition maskedEqual(int index, long mask, long value) {
    return new ArgumentCondition(index, mask, Comparison.EQ, value);
  }

  /**
   * Returns this condition on the low 32 bits alone.
   *
   * @throws IllegalArgumentException if the value needs more
   */
  public ArgumentCondition low32() {
    return new ArgumentCondition(index, mask & LOW_HALF, comparison, value);
  }

  /** Returns the condition as C would write it: {@code arg1 & 0xffffffff == 0x5412}. */
  @Override
  public String toString() {
    String masked = mask == ALL ? "" : " & " + hex(mask);
    return "arg" + index + masked + " " + comparison.sign + " " + hex(value);
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
