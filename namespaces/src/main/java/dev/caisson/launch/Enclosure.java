package dev.caisson.launch;

import dev.caisson.linux.Fd;
import dev.caisson.namespaces.Namespace;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What surrounds a container from its first process's birth.
 *
 * @param namespaces those that it has not in common with the JVM; {@code MNT} and {@code PID} are
 *     always among them, {@code USER} is decided by {@code users}
 * @param group a v2 cgroup, into which the first process is born
 * @param precedence that of all its processes
 * @param neighbour whose namespaces it enters, where it has not all for itself
 */
public record Enclosure(
    Set<Namespace> namespaces,
    UserMapping users,
    Optional<Fd> group,
    Precedence precedence,
    Optional<Neighbour> neighbour) {

  /**
   * Another container, of the same users.
   *
   * @param door what leads into its namespaces
   * @param kinds which of them are entered; with {@code USER} where it has one, which gives the
   *     rights to the others
   */
  public record Neighbour(Door door, Set<Namespace> kinds) {

    /** Completes the kinds. */
    public static Neighbour of(Door door, Collection<Namespace> shared, UserMapping users) {
      Set<Namespace> kinds = EnumSet.copyOf(shared);
      if (users.isNamespace()) {
        kinds.add(Namespace.USER);
      }
      return new Neighbour(door, kinds);
    }

    /** Keeps a copy. */
    public Neighbour {
      kinds = Set.copyOf(kinds);
    }
  }

  /** Leaves the precedence as the JVM's. */
  public Enclosure(Set<Namespace> namespaces, UserMapping users, Optional<Fd> group) {
    this(namespaces, users, group, Precedence.OF_JVM, Optional.empty());
  }

  /** Completes the namespaces. */
  public Enclosure {
    Set<Namespace> all = EnumSet.of(Namespace.MNT, Namespace.PID);
    all.addAll(namespaces);
    all.remove(Namespace.USER);
    if (users.isNamespace()) {
      all.add(Namespace.USER);
    }
    namespaces = Set.copyOf(all);
  }

  /** Returns the namespaces that are new with it. */
  Set<Namespace> created() {
    Set<Namespace> created = EnumSet.copyOf(namespaces);
    neighbour.ifPresent(other -> created.removeAll(other.kinds()));
    return created;
  }
}
