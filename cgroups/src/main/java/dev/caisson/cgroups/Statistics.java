package dev.caisson.cgroups;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a group has used until the moment of asking; empty is what this host does not count.
 *
 * @param cpuUsage processor time of every process that ever was in the group, in user and kernel
 *     mode ({@code cpuacct.usage}; {@code usage_usec} of {@code cpu.stat})
 * @param memoryCurrent bytes in use now, page cache and kernel memory included
 * @param memoryPeak the highest that ever was, in bytes ({@code memory.max_usage_in_bytes}; {@code
 *     memory.peak}, which is there from Linux 5.19)
 * @param outOfMemoryKills processes that the kernel killed for want of memory
 * @param pidsCurrent processes and threads now
 * @param pidsDenied forks that the limit of processes refused
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory of v1</a>
 */
public record Statistics(
    Optional<Duration> cpuUsage,
    OptionalLong memoryCurrent,
    OptionalLong memoryPeak,
    OptionalLong outOfMemoryKills,
    OptionalLong pidsCurrent,
    OptionalLong pidsDenied) {}
