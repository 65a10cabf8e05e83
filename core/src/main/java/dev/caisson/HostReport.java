package dev.caisson;

import dev.caisson.cgroups.CgroupReport;
import dev.caisson.namespaces.Finding;
import dev.caisson.namespaces.KernelReport;

/**
 * What a machine can do for containers of a JVM.
 *
 * @param user the name of the JVM's user
 * @param uid his number, as seen in the JVM's user namespace
 * @param kernel namespaces and other features, each tried
 * @param cgroups control groups
 * @param subordinateIds whether this user has ranges of ids for {@link Users#SUBORDINATE}
 * @param container whether a container with all defaults runs
 */
public record HostReport(
    String user,
    long uid,
    KernelReport kernel,
    CgroupReport cgroups,
    Finding subordinateIds,
    Finding container) {}
