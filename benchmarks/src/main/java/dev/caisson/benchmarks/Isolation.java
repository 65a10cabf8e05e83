package dev.caisson.benchmarks;

import dev.caisson.ContainerBuilder;
import dev.caisson.Users;

/** How much a container is kept apart, besides its namespaces, its overlay and its limits. */
enum Isolation {
  /** Every default: users of its own, and a filter of system calls. */
  FULL,
  /** What a runtime does that is given neither. */
  PLAIN;

  void apply(ContainerBuilder builder) {
    if (this == PLAIN) {
      builder.users(Users.HOST).withoutSeccomp();
    }
  }
}
