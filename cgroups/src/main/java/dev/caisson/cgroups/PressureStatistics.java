package dev.caisson.cgroups;

import java.time.Duration;
import java.util.Optional;

/**
 * What the processes of a group had to wait for; empty on v1, and where the kernel was booted
 * without {@code psi=1}.
 *
 * @param cpu for a processor
 * @param memory for memory that has to be reclaimed, or swapped in
 * @param io for disks
 * @see <a href="https://docs.kernel.org/accounting/psi.html">Pressure Stall Information</a>
 */
public record PressureStatistics(
    Optional<Pressure> cpu, Optional<Pressure> memory, Optional<Pressure> io) {

  /**
   * How long processes waited for one thing.
   *
   * @param some at least one waited
   * @param full all waited that had something to do; for cpu from Linux 5.13
   */
  public record Pressure(Stall some, Optional<Stall> full) {}

  /**
   * How long.
   *
   * @param avg10 per cent of the time in the last 10 seconds
   * @param avg60 per cent of the time in the last minute
   * @param avg300 per cent of the time in the last 5 minutes
   * @param total all that ever was
   */
  public record Stall(double avg10, double avg60, double avg300, Duration total) {}
}
