package dev.caisson.cgroups;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return Arrays.stream(Subsystem.values())
        .filter(wanted::contains)
        .flatMap(subsystem -> Optional.ofNullable(usable.get(subsystem)).stream())
        .distinct()
        .toList();
  }
}
