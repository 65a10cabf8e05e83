package dev.caisson.benchmarks;

import java.util.Locale;

/** What can be compared, in the order of the report. */
enum Section {
  /** Start to exit. */
  LAUNCH {
    @Override
    Comparison comparison() {
      return new Launch();
    }
  },
  /** From the start of Java to the first byte. */
  COLD {
    @Override
    Comparison comparison() {
      return new Cold();
    }
  },
  /** Containers a second. */
  THROUGHPUT {
    @Override
    Comparison comparison() {
      return new Throughput();
    }
  },
  /** With many containers alive, and with large heaps. */
  ALIVE {
    @Override
    Comparison comparison() {
      return new Alive();
    }
  },
  /** Streams, further commands, and events. */
  STREAMS {
    @Override
    Comparison comparison() {
      return new Streams();
    }
  },
  /** Unpacking and mounts. */
  IMAGES {
    @Override
    Comparison comparison() {
      return new Images();
    }
  },
  /** Thousands of containers, many of which fail. */
  SOAK {
    @Override
    Comparison comparison() {
      return new Soak();
    }

    @Override
    boolean isByDefault() {
      return false;
    }
  };

  /** Returns whether it is compared where none is named. */
  boolean isByDefault() {
    return true;
  }

  abstract Comparison comparison();

  /** Returns the word by which it is asked for. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
