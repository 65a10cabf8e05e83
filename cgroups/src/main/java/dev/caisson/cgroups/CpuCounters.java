package dev.caisson.cgroups;

import dev.caisson.cgroups.OpenCounters.Counter;
import dev.caisson.error.CaissonException;
import java.time.Duration;
import java.util.Optional;

/** The counters of processor time. */
sealed interface CpuCounters {

  /** Reads them. */
  CpuStatistics read() throws CaissonException;

  /** Opens those that a group has; empty where its time is not counted. */
  static Optional<CpuCounters> open(OpenCounters files) throws CaissonException {
    if (files.isUnified(Subsystem.CPUACCT)) {
      return files.open(Subsystem.CPUACCT, "cpu.stat").map(Unified::new);
    }
    Optional<Counter> user = files.open(Subsystem.CPUACCT, "cpuacct.usage_user");
    Optional<Counter> system = files.open(Subsystem.CPUACCT, "cpuacct.usage_sys");
    return user.isPresent() && system.isPresent()
        ? Optional.of(new Legacy(user.get(), system.get(), throttling(files)))
        : Optional.empty();
  }

  private static Optional<Counter> throttling(OpenCounters files) throws CaissonException {
    return files.isUnified(Subsystem.CPU)
        ? Optional.empty()
        : files.open(Subsystem.CPU, "cpu.stat");
  }

  /** {@code cpu.stat} of v2, which counts microseconds. */
  record Unified(Counter stat, KeyedNumbers numbers) implements CpuCounters {

    private static final int USAGE = 0;
    private static final int USER = 1;
    private static final int SYSTEM = 2;
    private static final int THROTTLING = 3;

    Unified(Counter stat) {
      this(
          stat,
          new KeyedNumbers(
              "usage_usec",
              "user_usec",
              "system_usec",
              "nr_periods",
              "nr_throttled",
              "throttled_usec",
              "nr_bursts",
              "burst_usec"));
    }

    @Override
    public CpuStatistics read() throws CaissonException {
      stat.read(numbers);
      return new CpuStatistics(
          time(numbers, USAGE, MICROSECOND),
          time(numbers, USER, MICROSECOND),
          time(numbers, SYSTEM, MICROSECOND),
          throttling(numbers, THROTTLING, MICROSECOND));
    }
  }

  /** The files of v1, which count nanoseconds; that of the usage is the sum of the other two. */
  record Legacy(Counter user, Counter system, Optional<Counter> stat, KeyedNumbers numbers)
      implements CpuCounters {

    Legacy(Counter user, Counter system, Optional<Counter> stat) {
      this(
          user,
          system,
          stat,
          new KeyedNumbers(
              "nr_periods", "nr_throttled", "throttled_time", "nr_bursts", "burst_time"));
    }

    @Override
    public CpuStatistics read() throws CaissonException {
      long inUser = user.number();
      long inSystem = system.number();
      Optional<CpuStatistics.Throttling> throttling = Optional.empty();
      if (stat.isPresent()) {
        throttling = throttling(stat.get().read(numbers), 0, 1);
      }
      return new CpuStatistics(
          Duration.ofNanos(inUser + inSystem),
          Duration.ofNanos(inUser),
          Duration.ofNanos(inSystem),
          throttling);
    }
  }

  /** In nanoseconds. */
  int MICROSECOND = 1000;

  private static Duration time(KeyedNumbers numbers, int key, int unit) {
    return Duration.ofNanos(unit * numbers.get(key));
  }

  /** Makes it of the five numbers from a key on. */
  private static Optional<CpuStatistics.Throttling> throttling(
      KeyedNumbers numbers, int first, int unit) {
    return numbers.has(first)
        ? Optional.of(
            new CpuStatistics.Throttling(
                numbers.get(first),
                numbers.get(first + 1),
                time(numbers, first + 2, unit),
                numbers.get(first + 3),
                time(numbers, first + 4, unit)))
        : Optional.empty();
  }
}
