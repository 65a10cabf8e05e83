package dev.caisson.cgroups;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Through which hierarchy each subsystem can be had on this host, or why it can't.
 *
 * <p>The kernel binds a controller to one hierarchy: what v1 has, v2 lacks. On a hybrid host each
 * is looked for on v1 first.
 */
record Layout(Map<Subsystem, Hierarchy> usable, Map<Subsystem, Obstacle> obstacles) {

  /** Copies the maps. */
  Layout {
    usable = Map.copyOf(usable);
    obstacles = Map.copyOf(obstacles);
  }

  /** Finds what a process with these files under /proc/self can use; changes nothing. */
  static Layout find(String mountInfo, String selfCgroup, Predicate<Path> writable) {
    LayoutSearch search =
        new LayoutSearch(CgroupMount.parse(mountInfo), OwnGroups.parse(selfCgroup), writable);
    search.legacy();
    search.unified();
    return search.result();
  }

  /** Returns every hierarchy that can be used, once. */
  Set<Hierarchy> hierarchies() {
    return Set.copyOf(usable.values());
  }

  /** Returns the hierarchies through which these subsystems can be had, in the order of joining. */
  List<Hierarchy> through(Set<Subsystem> wanted) {
    Set<Hierarchy> through = new LinkedHashSet<>();
    for (Subsystem subsystem : EnumSet.copyOf(wanted)) {
      Hierarchy hierarchy = usable.get(subsystem);
      if (hierarchy != null) {
        through.add(hierarchy);
      }
    }
    return List.copyOf(through);
  }
}
