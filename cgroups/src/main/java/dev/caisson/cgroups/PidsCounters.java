package dev.caisson.cgroups;

import dev.caisson.cgroups.OpenCounters.Counter;
import dev.caisson.error.CaissonException;
import java.util.Optional;

/** The counters of processes, which v1 and v2 have alike. */
record PidsCounters(Counter current, Optional<Counter> peak, Counter events, KeyedNumbers denied) {

  /** Opens those that a group has; empty where its processes are not counted. */
  static Optional<PidsCounters> open(OpenCounters files) throws CaissonException {
    Optional<Counter> current = files.open(Subsystem.PIDS, "pids.current");
    Optional<Counter> events = files.open(Subsystem.PIDS, "pids.events");
    if (current.isEmpty() || events.isEmpty()) {
      return Optional.empty();
    }
    Optional<Counter> peak = files.open(Subsystem.PIDS, "pids.peak");
    return Optional.of(
        new PidsCounters(current.get(), peak, events.get(), new KeyedNumbers("max")));
  }

  PidsStatistics read() throws CaissonException {
    events.read(denied);
    return new PidsStatistics(current.number(), OpenCounters.number(peak), denied.get(0));
  }
}
