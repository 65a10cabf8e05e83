package dev.caisson;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.Door;
import dev.caisson.launch.Enclosure;
import dev.caisson.launch.UserMapping;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.CapabilitySets;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which namespaces of a running container another one is to have too.
 *
 * @param kinds some of {@code NET}, {@code IPC}, {@code UTS} and {@code PID}
 */
record Sharing(Premises owner, Set<Namespace> kinds) {

  private static final Set<Namespace> SHARED =
      EnumSet.of(Namespace.NET, Namespace.IPC, Namespace.UTS, Namespace.PID);

  /** Checks the kinds. */
  Sharing {
    kinds = Set.copyOf(kinds);
    if (kinds.isEmpty() || !SHARED.containsAll(kinds)) {
      throw new IllegalArgumentException(
          "not some of NET, IPC, UTS and PID, to be shared: " + kinds);
    }
    for (Namespace kind : kinds) {
      if (!owner.enclosure().namespaces().contains(kind)) {
        throw new IllegalArgumentException(
            "the container has no " + kind + " namespace of its own, but this machine's");
      }
    }
    if (kinds.contains(Namespace.PID) && mayTrace(owner)) {
      throw new IllegalArgumentException(
          "PID can't be shared with a container that has CAP_SYS_PTRACE: it could trace what starts"
              + " the other");
    }
  }

  private static boolean mayTrace(Premises container) {
    CapabilitySets sets = container.payload().capabilities().sets(0, Set.of());
    return sets.bounding().contains(Capability.SYS_PTRACE);
  }

  /**
   * Checks that the new container's processes can be ended, which the end of its first one does not
   * do where that is not the first of a PID namespace.
   */
  void requireEnd(Optional<Cgroup> group) throws UnsupportedHostException {
    if (sharesProcesses() && group.isEmpty()) {
      throw new UnsupportedHostException(
          "share namespaces",
          kinds.toString(),
          "without a cgroup its processes could not all be ended",
          Optional.of(
              "run as root, or have root start the JVM in a group that it gives to this user"));
    }
  }

  boolean sharesProcesses() {
    return kinds.contains(Namespace.PID);
  }

  /** Opens the way there, to be closed once the new container's first process is there. */
  Door open() throws CaissonException {
    return owner.openFor(kinds.toString());
  }

  /** Returns what surrounds the new container, whose users must be the owner's. */
  Enclosure.Neighbour neighbour(Door door, UserMapping users) throws CaissonException {
    if (!users.equals(owner.enclosure().users())) {
      throw new UnsupportedHostException(
          "share namespaces",
          kinds.toString(),
          "the users of the two containers are not the same",
          Optional.of("give both the same Users"));
    }
    return Enclosure.Neighbour.of(door, kinds, users);
  }
}
