package dev.caisson.launch;

import dev.caisson.linux.Fd;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.NamespaceHandle;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What surrounds a container from its first process's birth.
 *
 * @param namespaces those that it has not in common with the JVM; {@code MNT} and {@code PID} are
 *     always among them, {@code USER} is decided by {@code users}
 * @param group a v2 cgroup, into which the first process is born
 * @param precedence that of all its processes
 * @param neighbours whose namespaces it enters, in this order, where it makes not all for itself
 */
public record Enclosure(
    Set<Namespace> namespaces,
    UserMapping users,
    Optional<Fd> group,
    Precedence precedence,
    List<Neighbour> neighbours) {

  /**
   * Another container of the same users, or a network that was made ahead.
   *
   * @param door what leads into its namespaces
   * @param kinds which of them are entered; with {@code USER} where that gives the rights to the
   *     others
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

    /** Returns a network namespace that the JVM may enter. */
    public static Neighbour of(NamespaceHandle network) {
      Door door = new Door.Each(Map.of(Namespace.NET, network.fd()));
      return new Neighbour(door, Set.of(Namespace.NET));
    }

    /** Keeps a copy. */
    public Neighbour {
      kinds = Set.copyOf(kinds);
    }
  }

  /** Leaves the precedence as the JVM's. */
  public Enclosure(Set<Namespace> namespaces, UserMapping users, Optional<Fd> group) {
    this(namespaces, users, group, Precedence.OF_JVM, List.of());
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
    neighbours = List.copyOf(neighbours);
  }

  /** Returns the namespaces that are new with it. */
  Set<Namespace> created() {
    Set<Namespace> created = EnumSet.copyOf(namespaces);
    neighbours.forEach(other -> created.removeAll(other.kinds()));
    return created;
  }
}
