package dev.caisson.cgroups;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a group has used until the moment of asking; empty is what this host does not count, or not
 * for this group: {@link Limits#counting} has it count more.
 *
 * @param cpu processor time
 * @param memory memory
 * @param pids processes and threads
 * @param io what went to and from disks; asked for by a limit of it, or by counting
 * @param pressure what the processes had to wait for; v2 alone
 * @param hugetlb huge pages of each size; asked for by a limit of them, or by counting
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups v1</a>
 */
public record Statistics(
    Optional<CpuStatistics> cpu,
    Optional<MemoryStatistics> memory,
    Optional<PidsStatistics> pids,
    Optional<IoStatistics> io,
    PressureStatistics pressure,
    List<HugetlbStatistics> hugetlb) {

  /** Copies the list. */
  public Statistics {
    hugetlb = List.copyOf(hugetlb);
  }

  /** Returns {@link CpuStatistics#usage}. */
  public Optional<Duration> cpuUsage() {
    return cpu.map(CpuStatistics::usage);
  }

  /** Returns {@link MemoryStatistics#current}. */
  public OptionalLong memoryCurrent() {
    return memory.isPresent() ? OptionalLong.of(memory.get().current()) : OptionalLong.empty();
  }

  /** Returns {@link MemoryStatistics#peak}. */
  public OptionalLong memoryPeak() {
    return memory.isPresent() ? memory.get().peak() : OptionalLong.empty();
  }

  /** Returns {@link MemoryStatistics.Events#oomKill}. */
  public OptionalLong outOfMemoryKills() {
    return memory.isPresent() ? memory.get().events().oomKill() : OptionalLong.empty();
  }

  /** Returns {@link PidsStatistics#current}. */
  public OptionalLong pidsCurrent() {
    return pids.isPresent() ? OptionalLong.of(pids.get().current()) : OptionalLong.empty();
  }

  /** Returns {@link PidsStatistics#denied}. */
  public OptionalLong pidsDenied() {
    return pids.isPresent() ? OptionalLong.of(pids.get().denied()) : OptionalLong.empty();
  }
}
