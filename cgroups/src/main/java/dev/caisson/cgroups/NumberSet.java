package dev.caisson.cgroups;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Numbers of processors or memory nodes.
 *
 * @param numbers each from 0 to 8,191, once, in order
 * @see <a href="https://man7.org/linux/man-pages/man7/cpuset.7.html">cpuset(7), list format</a>
 */
public record NumberSet(List<Integer> numbers) {

  // NR_CPUS of the largest kernels.
  private static final Range NUMBER = new Range("number of a processor or node", 0, 8191);

  /**
   * Sorts and copies the list.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public NumberSet {
    numbers.forEach(NUMBER::check);
    numbers = List.copyOf(new TreeSet<>(numbers));
  }

  /** Returns these numbers. */
  public static NumberSet of(int... numbers) {
    return new NumberSet(Arrays.stream(numbers).boxed().toList());
  }

  /**
   * Reads a list like {@code 0-3,7}; the empty text is none.
   *
   * @throws IllegalArgumentException if it is no list
   */
  public static NumberSet parse(String list) {
    String text = list.strip();
    return text.isEmpty()
        ? new NumberSet(List.of())
        : new NumberSet(
            Arrays.stream(text.split(",", -1))
                .flatMapToInt(part -> range(part, list))
                .boxed()
                .toList());
  }

  private static IntStream range(String part, String list) {
    String[] ends = part.split("-", 2);
    try {
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      NUMBER.check(first);
      NUMBER.check(last);
      if (first <= last) {
        return IntStream.rangeClosed(first, last);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a list of numbers like 0-3,7: " + list, e);
    }
    throw new IllegalArgumentException("not a list of numbers like 0-3,7: " + list);
  }

  boolean containsAll(NumberSet others) {
    Collection<Integer> mine = new TreeSet<>(numbers);
    return mine.containsAll(others.numbers);
  }

  /** Returns the numbers as the kernel lists them, without ranges: {@code 0,1,2,7}. */
  @Override
  public String toString() {
    return String.join(",", numbers.stream().map(Object::toString).toList());
  }
}
