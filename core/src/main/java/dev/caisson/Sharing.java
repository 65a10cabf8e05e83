package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.Door;
import dev.caisson.launch.Enclosure;
import dev.caisson.launch.UserMapping;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which namespaces of a running container another one is to have too.
 *
 * @param kinds some of {@code NET}, {@code IPC} and {@code UTS}
 */
record Sharing(Premises owner, Set<Namespace> kinds) {

  private static final Set<Namespace> SHARED =
      EnumSet.of(Namespace.NET, Namespace.IPC, Namespace.UTS);

  /** Checks the kinds. */
  Sharing {
    kinds = Set.copyOf(kinds);
    if (kinds.isEmpty() || !SHARED.containsAll(kinds)) {
      throw new IllegalArgumentException("not some of NET, IPC and UTS, to be shared: " + kinds);
    }
    for (Namespace kind : kinds) {
      if (!owner.enclosure().namespaces().contains(kind)) {
        throw new IllegalArgumentException(
            "the container has no " + kind + " namespace of its own, but this machine's");
      }
    }
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
