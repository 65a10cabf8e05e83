package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.Fd;
import dev.caisson.linux.MountTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The descriptors that a stage has from the JVM, under the JVM's own numbers. */
final class Descriptors {

  /** What a descriptor is for. */
  enum Role {
    /** The end of the status pipe to which {@link Status} records are written. */
    STATUS,
    /**
     * The end of the control pipe from which control words are read; when its other end, which the
     * JVM alone has, is closed, the container dies.
     */
    CONTROL,
    /** The file that the rest of the program will be in. */
    PROGRAM,
    /** The v2 cgroup's folder. */
    GROUP,
    /** The socket by which the master of a terminal is handed over. */
    TERMINAL,
    /** The socket by which the root file system is handed over. */
    FILES,
    /** The socket by which the listener of a filter of system calls is handed over. */
    SUPERVISOR
  }

  private final List<StandardStream> streams;
  private final Map<Role, Integer> numbers = new EnumMap<>(Role.class);
  private final NavigableSet<Integer> kept = new TreeSet<>();
  private final List<Fd> inherited = new ArrayList<>();
  private final Map<CString, Deque<Integer>> trees = new HashMap<>();

  /** Takes what becomes 0, 1 and 2, and from 3 on, below {@link Fd#LOWEST}. */
  Descriptors(List<StandardStream> streams) {
    this.streams = List.copyOf(streams);
    for (StandardStream stream : streams) {
      if (stream instanceof StandardStream.Of of) {
        inherited.add(of.fd());
      } else if (stream instanceof StandardStream.Terminal terminal && !has(Role.TERMINAL)) {
        with(Role.TERMINAL, terminal.socket());
      }
    }
  }

  /** Adds a descriptor, which stays the caller's. */
  Descriptors with(Role role, Fd fd) {
    numbers.put(role, pass(fd));
    return this;
  }

  /** Adds a descriptor that the caller knows himself, and returns its number. */
  int pass(Fd fd) {
    inherited.add(fd);
    kept.add(fd.number());
    return fd.number();
  }

  /** Adds mounts that are copied from a path, so that nobody opens it again. */
  void pass(MountTree tree) {
    trees.computeIfAbsent(CString.of(tree.path()), path -> new ArrayDeque<>()).add(pass(tree.fd()));
  }

  /** Returns the numbers of copied mounts, by their paths, each for one use. */
  Map<CString, Deque<Integer>> trees() {
    return trees;
  }

  /** Returns the terminal, where that is what the streams are. */
  Optional<StandardStream.Terminal> terminal() {
    return streams.stream()
        .filter(StandardStream.Terminal.class::isInstance)
        .map(StandardStream.Terminal.class::cast)
        .findFirst();
  }

  List<StandardStream> streams() {
    return streams;
  }

  /** Returns all descriptors; once the stage has started, they may be closed. */
  List<Fd> inherited() {
    return inherited;
  }

  boolean has(Role role) {
    return numbers.containsKey(role);
  }

  /** Returns the number of a descriptor that is there. */
  int number(Role role) {
    Integer number = numbers.get(role);
    if (number == null) {
      throw new IllegalStateException("no descriptor for " + role);
    }
    return number;
  }

  /** Returns the numbers that stay open until a payload is executed, besides 0, 1 and 2. */
  SortedSet<Integer> own() {
    NavigableSet<Integer> own = new TreeSet<>();
    own.add(number(Role.STATUS));
    if (has(Role.CONTROL)) {
      own.add(number(Role.CONTROL));
    }
    if (has(Role.SUPERVISOR)) {
      own.add(number(Role.SUPERVISOR));
    }
    return own;
  }

  /** Returns the numbers that what becomes a payload needs until then, besides 0, 1 and 2. */
  SortedSet<Integer> ofPayload() {
    SortedSet<Integer> numbers = own();
    if (has(Role.TERMINAL)) {
      numbers.add(number(Role.TERMINAL));
    }
    return numbers;
  }

  /** Returns the numbers that stay open in the stage, besides 0, 1 and 2. */
  SortedSet<Integer> kept() {
    return kept;
  }
}
