package dev.caisson.launch;

import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The descriptors that the stage has from the JVM, under the JVM's own numbers.
 *
 * @param streams what becomes 0, 1 and 2
 * @param status the end of the status pipe to which {@link Status} records are written
 * @param control the end of the control pipe from which control words are read; when its other end,
 *     which the JVM alone has, is closed, the container dies
 * @param program the file that the rest of the program will be in
 * @param group the v2 cgroup's folder
 */
record Descriptors(
    List<StandardStream> streams, int status, int control, int program, OptionalInt group) {

  Descriptors {
    streams = List.copyOf(streams);
  }

  /** Returns the numbers of the two pipes. */
  SortedSet<Integer> own() {
    return new TreeSet<>(List.of(status, control));
  }

  /** Returns the numbers that stay open in the stage, besides 0, 1 and 2. */
  SortedSet<Integer> kept() {
    NavigableSet<Integer> numbers = new TreeSet<>(List.of(status, control, program));
    group.ifPresent(numbers::add);
    return numbers;
  }
}
