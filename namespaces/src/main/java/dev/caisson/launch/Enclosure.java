package dev.caisson.launch;

import dev.caisson.linux.Fd;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What surrounds a container from its first process's birth.
 *
 * @param namespaces the new namespaces; {@code MNT} and {@code PID} are always among them, {@code
 *     USER} is decided by {@code users}
 * @param group a v2 cgroup, into which the first process is born
 * @param oomScoreAdj -1000 to 1000; empty for the JVM's
 */
public record Enclosure(
    Set<Namespace> namespaces, UserMapping users, Optional<Fd> group, OptionalInt oomScoreAdj) {

  /** Leaves the OOM score as the JVM's. */
  public Enclosure(Set<Namespace> namespaces, UserMapping users, Optional<Fd> group) {
    this(namespaces, users, group, OptionalInt.empty());
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
}
