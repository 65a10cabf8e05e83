package dev.caisson.cgroups;

import java.time.Duration;
import java.util.Optional;

/**
 * Processor time of every process that ever was in a group: to the nanosecond on v1, to the
 * microsecond on v2.
 *
 * @param usage in user and kernel mode
 * @param user in user mode
 * @param system in kernel mode
 * @param throttling what a quota did; empty where the controller cpu does not work for the group
 */
public record CpuStatistics(
    Duration usage, Duration user, Duration system, Optional<Throttling> throttling) {

  /**
   * What a quota did.
   *
   * @param periods in which some process wanted to run
   * @param throttled those of them in which the quota was used up
   * @param time how long processes waited for the next, summed over all processors
   * @param bursts the periods in which more than the quota was used
   * @param burstTime what was used beyond the quota
   */
  public record Throttling(
      long periods, long throttled, Duration time, long bursts, Duration burstTime) {}
}
