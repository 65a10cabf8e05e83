package dev.caisson.cgroups;

/**
 * Huge pages of one size.
 *
 * @param pageSize the size of a page in bytes
 * @param current bytes in use
 * @param denied pages that a limit refused
 */
public record HugetlbStatistics(long pageSize, long current, long denied) {}
