package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import java.util.SortedSet;

/**
 * Writes the operations that close descriptors.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/close_range.2.html">close_range(2)</a>
 */
final class DescriptorSteps {

  private static final long HIGHEST = 0xffffffffL;

  private final ProgramBuilder program;

  DescriptorSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Closes every descriptor from {@code first} on, but those kept. */
  void closeFrom(int first, SortedSet<Integer> kept) {
    long next = first;
    for (int number : kept) {
      if (next < number) {
        close(next, number - 1L);
      }
      next = number + 1L;
    }
    close(next, HIGHEST);
  }

  private void close(long first, long last) {
    program.add(
        Operation.of(
            "close descriptors",
            first + " to " + last,
            SystemCall.CLOSE_RANGE,
            Operand.of(first),
            Operand.of(last),
            Operand.of(0)));
  }
}
