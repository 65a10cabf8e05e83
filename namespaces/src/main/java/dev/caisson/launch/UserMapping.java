package dev.caisson.launch;

import dev.caisson.namespaces.IdMapping;
import java.util.List;
import java.util.OptionalLong;

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

  /**
   * A range of users and groups that nobody else on this machine has, from 0 inside, mapped by a
   * JVM of root.
   */
  record Remapped(IdMapping ids) implements UserMapping {}

  /**
   * Returns what an id inside, of a user or a group, is outside; empty where it is nobody, or where
   * it makes no difference, as all ids are the JVM user's.
   */
  default OptionalLong outside(long inside) {
    if (this instanceof Remapped remapped) {
      IdMapping ids = remapped.ids();
      return inside < ids.count() ? OptionalLong.of(ids.outside() + inside) : OptionalLong.empty();
    }
    return this instanceof None ? OptionalLong.of(inside) : OptionalLong.empty();
  }

  /** Returns whether there is a user namespace. */
  default boolean isNamespace() {
    return !(this instanceof None);
  }
}
