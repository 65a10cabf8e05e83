package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a group is made: in the directory of this JVM, or in another group.
 *
 * @param path the names of the groups above it, with slashes; empty at the top
 * @param members the parts of the group right above it
 * @param threaded whether the group is for threads of the processes there
 */
record Nest(Cgroups cgroups, String path, List<Member> members, boolean threaded) {

  /** Copies the list. */
  Nest {
    members = List.copyOf(members);
  }

  static Nest top(Cgroups cgroups) {
    return new Nest(cgroups, "", List.of(), false);
  }

  /** Returns the place in a group that was made here, for groups of the same kind. */
  Nest within(String name, List<Member> made) {
    return new Nest(cgroups, path.isEmpty() ? name : path + "/" + name, made, threaded);
  }

  /** Returns the same place for groups of threads. */
  Nest forThreads() {
    return new Nest(cgroups, path, members, true);
  }

  /**
   * Returns which of the wanted subsystems a group here can have.
   *
   * @throws UnsupportedHostException if one that is limited is not among them
   */
  Set<Subsystem> wanted(Limits limits, Set<Subsystem> wanted) throws UnsupportedHostException {
    if (!threaded) {
      return wanted;
    }
    for (Controller controller : limits.controllers()) {
      if (!Subsystem.of(controller).isThreaded()) {
        throw new UnsupportedHostException(
            "limit " + controller,
            "of threads in cgroup " + path,
            "the kernel does so for whole processes alone",
            Optional.of("limit the group of the processes"));
      }
    }
    Set<Subsystem> threads = EnumSet.copyOf(wanted);
    threads.removeIf(subsystem -> !subsystem.isThreaded());
    return threads;
  }

  /** Makes the directory of a group in one hierarchy. */
  Member make(Hierarchy hierarchy, String name, Set<Subsystem> wanted) throws CaissonException {
    for (Member member : members) {
      if (member.hierarchy().equals(hierarchy)) {
        return member.child(name, wanted, threaded);
      }
    }
    // On v1 the group above may not be in this hierarchy; no name of a group or file has a plus.
    String flat = path.isEmpty() ? name : path.replace('/', '+') + "+" + name;
    return cgroups.make(hierarchy, flat, wanted, threaded);
  }
}
