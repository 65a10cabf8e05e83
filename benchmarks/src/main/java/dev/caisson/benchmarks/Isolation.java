package dev.caisson.benchmarks;

import dev.caisson.ContainerBuilder;
import dev.caisson.Network;
import dev.caisson.Users;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a container is kept apart, besides its mount, pid, uts, ipc and cgroup namespaces, which
 * every container has, and its overlay.
 */
enum Isolation {
  /** Every default, and limits. */
  FULL(true, true, true, true),
  /** With users of its own, and every system call. */
  WITHOUT_FILTER(true, true, true, false),
  /** What a runtime does that is given neither users nor a filter. */
  PLAIN(true, true, false, false),
  /** The same on this machine's network. */
  HOST_NETWORK(true, false, false, false),
  /** The same without any control group, which of ours has every container of root's. */
  UNLIMITED(false, false, false, false),
  /** Every default of an ordinary user, to whom no control group is delegated. */
  ROOTLESS(false, true, true, true);

  private final boolean limits;
  private final boolean ownNetwork;
  private final boolean ownUsers;
  private final boolean filter;

  Isolation(boolean limits, boolean ownNetwork, boolean ownUsers, boolean filter) {
    this.limits = limits;
    this.ownNetwork = ownNetwork;
    this.ownUsers = ownUsers;
    this.filter = filter;
  }

  void apply(ContainerBuilder builder) {
    if (limits) {
      builder.pids(ContainerLimits.PIDS).memory(ContainerLimits.MEMORY);
    }
    if (!ownNetwork) {
      builder.network(Network.HOST);
    }
    if (!ownUsers) {
      builder.users(Users.HOST);
    }
    if (!filter) {
      builder.withoutSeccomp();
    }
  }

  /** Returns whether users and system calls are kept apart too. */
  boolean hasUsersAndFilter() {
    return ownUsers && filter;
  }

  /** Returns whether it can be had without privilege. */
  boolean isRootless() {
    return this == ROOTLESS;
  }

  /** Returns what the C program is told. */
  List<String> floorOptions(String filterFile) {
    List<String> options = new ArrayList<>();
    if (!limits) {
      options.add("--no-cgroup");
    }
    if (!ownNetwork) {
      options.add("--host-network");
    }
    if (ownUsers) {
      options.add(isRootless() ? "--user" : "--remapped");
    }
    if (filter) {
      options.addAll(List.of("--filter", filterFile));
    }
    return options;
  }
}
