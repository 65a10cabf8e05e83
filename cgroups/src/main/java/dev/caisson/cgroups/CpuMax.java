package dev.caisson.cgroups;

import java.time.Duration;
import java.util.Optional;

/**
 * How much processor time a group may use in each period; who has used it up waits for the next.
 *
 * @param quota the time in a period, summed over all processors; at least 1 ms, in whole
 *     microseconds; empty where it is not limited
 * @param period from 1 ms to 1 s, in whole microseconds
 * @see <a href="https://docs.kernel.org/scheduler/sched-bwc.html">CFS bandwidth control</a>
 */
public record CpuMax(Optional<Duration> quota, Duration period) {

  /** The kernel's own period. */
  static final Duration DEFAULT_PERIOD = Duration.ofMillis(100);

  // The kernel keeps microseconds in 44 bits (kernel/sched/core.c: MAX_BW).
  static final Duration MAX_QUOTA = Duration.ofNanos(1000 * ((1L << 44) - 1));

  private static final Duration MIN = Duration.ofMillis(1);
  private static final Duration MAX_PERIOD = Duration.ofSeconds(1);

  /** As much as there is, in the kernel's own period: what lifts a limit. */
  public static final CpuMax UNLIMITED = new CpuMax(Optional.empty(), DEFAULT_PERIOD);

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CpuMax {
    quota.ifPresent(time -> check("cpu quota", time, MIN, MAX_QUOTA));
    check("cpu period", period, MIN, MAX_PERIOD);
  }

  /**
   * Limits the time in a period.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CpuMax(Duration quota, Duration period) {
    this(Optional.of(quota), period);
  }

  static void check(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || value.toNanosPart() % 1000 != 0) {
      throw new IllegalArgumentException(
          name + " not from " + min + " to " + max + " in whole microseconds: " + value);
    }
  }

  /**
   * Returns the quota of so many processors in periods of 100 ms: 0.5 is 50 ms.
   *
   * @param cpus at least 0.01, as a quota is at least 1 ms; more than the machine has is no limit
   * @throws IllegalArgumentException if less, not a number, or beyond what the kernel can hold
   */
  public static CpuMax ofCpus(double cpus) {
    double micros = cpus * micros(DEFAULT_PERIOD);
    if (!(micros >= micros(MIN) && micros <= micros(MAX_QUOTA))) {
      throw new IllegalArgumentException("cpus not from 0.01 to 175921860: " + cpus);
    }
    return new CpuMax(Duration.ofNanos(1000 * Math.round(micros)), DEFAULT_PERIOD);
  }

  /** Returns a duration as the kernel's files have it. */
  static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
