package dev.caisson.cgroups;

/**
 * The values that the kernel takes for a number.
 *
 * @param name the kernel's name of the number, for the error
 * @param first the least
 * @param last the greatest
 */
record Range(String name, long first, long last) {

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is out of the range
   */
  void check(long value) {
    if (value < first || value > last) {
      throw new IllegalArgumentException(
          name + " not from " + first + " to " + last + ": " + value);
    }
  }

  /** Checks the value of a bound that has one. */
  void check(Bound bound) {
    bound.value().ifPresent(this::check);
  }
}
