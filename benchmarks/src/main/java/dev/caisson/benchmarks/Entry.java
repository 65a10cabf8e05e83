package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.Optional;

/**
 * One who is to take part in a race.
 *
 * @param name what the table calls it
 * @param base whose time its own is divided by, where that is not the race's first floor
 */
record Entry(String name, Kind kind, Optional<String> base, Opening opening) {

  /** What an entrant is to the others. */
  enum Kind {
    /** The C program. */
    FLOOR,
    /** The JDK's own way. */
    PROCESS_BUILDER,
    /** Caisson. */
    OURS,
    /** What people use instead: it may fail, and has no row then. */
    PEER
  }

  /** Starts a contestant. */
  interface Opening {
    Contestant open() throws IOException, InterruptedException;
  }

  static Entry floor(String name, Opening opening) {
    return new Entry(name, Kind.FLOOR, Optional.empty(), opening);
  }

  static Entry processBuilder(Opening opening) {
    return new Entry(
        "`ProcessBuilder`, without isolation", Kind.PROCESS_BUILDER, Optional.empty(), opening);
  }

  static Entry ours(String name, Opening opening) {
    return new Entry(name, Kind.OURS, Optional.empty(), opening);
  }

  static Entry peer(String name, Opening opening) {
    return new Entry(name, Kind.PEER, Optional.empty(), opening);
  }

  Entry against(String other) {
    return new Entry(name, kind, Optional.of(other), opening);
  }
}
