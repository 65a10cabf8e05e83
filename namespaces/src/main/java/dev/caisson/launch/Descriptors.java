package dev.caisson.launch;

import dev.caisson.linux.Fd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The descriptors that the stage takes from the JVM, under the JVM's own numbers.
 *
 * @param streams what becomes 0, 1 and 2
 * @param status the end of the status pipe to which {@link Status} records are written
 * @param control the end of the control pipe from which control words are read; when its other end,
 *     which the JVM alone has, is closed, the container dies
 * @param group the v2 cgroup's folder
 */
record Descriptors(List<StandardStream> streams, Fd status, Fd control, Optional<Fd> group) {

  Descriptors {
    streams = List.copyOf(streams);
  }

  /** Returns all of them. */
  List<Fd> inherited() {
    List<Fd> all = new ArrayList<>(List.of(status, control));
    group.ifPresent(all::add);
    for (StandardStream stream : streams) {
      if (stream instanceof StandardStream.Of of) {
        all.add(of.fd());
      }
    }
    return all;
  }

  /** Returns the numbers of the two pipes. */
  SortedSet<Integer> own() {
    return new TreeSet<>(List.of(status.number(), control.number()));
  }

  /** Returns the numbers that stay open in the stage, besides 0, 1 and 2. */
  SortedSet<Integer> kept() {
    SortedSet<Integer> numbers = own();
    group.ifPresent(fd -> numbers.add(fd.number()));
    return numbers;
  }
}
