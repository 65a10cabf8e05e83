package dev.caisson.cgroups;

import java.util.OptionalLong;

/**
 * Processes and threads of a group.
 *
 * @param current how many there are
 * @param peak the most that ever were, from Linux 6.1
 * @param denied forks that a limit refused
 */
public record PidsStatistics(long current, OptionalLong peak, long denied) {}
