/**
 * Control groups: one typed API over v1, v2 and hybrid hierarchies.
 *
 * <pre>{@code
 * Limits limits = Limits.none().withMemoryMax(64 << 20).withCpuMax(CpuMax.ofCpus(0.5));
 * try (Cgroup group = Cgroups.host().create("job-1", limits)) {
 *   start(command, group.placement());
 *   Statistics used = group.statistics();
 *   System.out.println(used.cpuUsage() + " of processor time, peak " + used.memoryPeak());
 * }
 * }</pre>
 */
@NullMarked
package dev.caisson.cgroups;

import org.jspecify.annotations.NullMarked;
