package dev.caisson.launch;

import dev.caisson.namespaces.IdMapping;
import java.util.List;

/** Whether a container has a user namespace, and which ids it maps. */
public sealed interface UserMapping {

  /** No user namespace: ids inside are ids outside. */
  record None() implements UserMapping {}

  /** One user and one group: the caller's own, which needs no privilege. */
  record OwnId(IdMapping user, IdMapping group) implements UserMapping {}

  /** Ranges that newuidmap(1) and newgidmap(1) write, as {@code /etc/subuid} allows. */
  record Subordinate(List<IdMapping> users, List<IdMapping> groups) implements UserMapping {

    /** Keeps copies. */
    public Subordinate {
      users = List.copyOf(users);
      groups = List.copyOf(groups);
    }
  }

  /** Returns whether there is a user namespace. */
  default boolean isNamespace() {
    return !(this instanceof None);
  }
}
