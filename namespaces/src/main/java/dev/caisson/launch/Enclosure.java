package dev.caisson.launch;

import dev.caisson.linux.Fd;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What surrounds a container from its first process's birth.
 *
 * @param namespaces the new namespaces; {@code MNT} and {@code PID} are always among them, {@code
 *     USER} is decided by {@code users}
 * @param group a v2 cgroup, into which the first process is born
 * @param precedence that of all its processes
 */
public record Enclosure(
    Set<Namespace> namespaces, UserMapping users, Optional<Fd> group, Precedence precedence) {

  /** Leaves the precedence as the JVM's. */
  public Enclosure(Set<Namespace> namespaces, UserMapping users, Optional<Fd> group) {
    this(namespaces, users, group, Precedence.OF_JVM);
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
