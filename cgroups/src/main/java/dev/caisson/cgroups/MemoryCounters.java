package dev.caisson.cgroups;

import dev.caisson.cgroups.OpenCounters.Counter;
import dev.caisson.error.CaissonException;
import java.util.Optional;
import java.util.OptionalLong;

/** The counters of memory. */
sealed interface MemoryCounters {

  /** Reads them. */
  MemoryStatistics read() throws CaissonException;

  /** Opens those that a group has; empty where its memory is not counted. */
  static Optional<MemoryCounters> open(OpenCounters files) throws CaissonException {
    return files.isUnified(Subsystem.MEMORY) ? Unified.open(files) : Legacy.open(files);
  }

  private static Optional<Counter> find(OpenCounters files, String name) throws CaissonException {
    return files.open(Subsystem.MEMORY, name);
  }

  /** Those of v2. */
  record Unified(
      Counter current,
      Optional<Counter> peak,
      Counter stat,
      Optional<Counter> swap,
      Counter events,
      KeyedNumbers kinds,
      KeyedNumbers counts)
      implements MemoryCounters {

    private static Optional<MemoryCounters> open(OpenCounters files) throws CaissonException {
      Optional<Counter> current = find(files, "memory.current");
      Optional<Counter> stat = find(files, "memory.stat");
      Optional<Counter> events = find(files, "memory.events");
      if (current.isEmpty() || stat.isEmpty() || events.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Unified(
              current.get(),
              find(files, "memory.peak"),
              stat.get(),
              find(files, "memory.swap.current"),
              events.get(),
              new KeyedNumbers("anon", "file", "kernel"),
              new KeyedNumbers("low", "high", "max", "oom", "oom_kill", "oom_group_kill")));
    }

    @Override
    public MemoryStatistics read() throws CaissonException {
      stat.read(kinds);
      events.read(counts);
      return new MemoryStatistics(
          current.number(),
          OpenCounters.number(peak),
          kinds.get(0),
          kinds.get(1),
          kinds.optional(2),
          OpenCounters.number(swap),
          new MemoryStatistics.Events(
              counts.optional(0),
              counts.optional(1),
              counts.optional(2),
              counts.optional(3),
              counts.optional(4),
              counts.optional(5)));
    }
  }

  /** Those of v1. */
  record Legacy(
      Counter usage,
      Counter peak,
      Counter stat,
      Optional<Counter> kernel,
      Counter failures,
      Optional<Counter> failuresWithSwap,
      Counter outOfMemory,
      KeyedNumbers kinds,
      KeyedNumbers kills)
      implements MemoryCounters {

    private static Optional<MemoryCounters> open(OpenCounters files) throws CaissonException {
      Optional<Counter> usage = find(files, "memory.usage_in_bytes");
      Optional<Counter> peak = find(files, "memory.max_usage_in_bytes");
      Optional<Counter> stat = find(files, "memory.stat");
      Optional<Counter> failures = find(files, "memory.failcnt");
      Optional<Counter> outOfMemory = find(files, "memory.oom_control");
      if (usage.isEmpty()
          || peak.isEmpty()
          || stat.isEmpty()
          || failures.isEmpty()
          || outOfMemory.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Legacy(
              usage.get(),
              peak.get(),
              stat.get(),
              find(files, "memory.kmem.usage_in_bytes"),
              failures.get(),
              find(files, "memory.memsw.failcnt"),
              outOfMemory.get(),
              new KeyedNumbers("total_rss", "total_cache", "total_swap"),
              new KeyedNumbers("oom_kill")));
    }

    @Override
    public MemoryStatistics read() throws CaissonException {
      stat.read(kinds);
      outOfMemory.read(kills);
      OptionalLong none = OptionalLong.empty();
      return new MemoryStatistics(
          usage.number(),
          OptionalLong.of(peak.number()),
          kinds.get(0),
          kinds.get(1),
          OpenCounters.number(kernel),
          kinds.optional(2),
          new MemoryStatistics.Events(
              none, none, OptionalLong.of(denied()), none, kills.optional(0), none));
    }

    /** A group that may not swap meets the limit of memory and swap together first. */
    private long denied() throws CaissonException {
      return failures.number() + OpenCounters.number(failuresWithSwap).orElse(0);
    }
  }
}
