package dev.caisson.cgroups;

import dev.caisson.cgroups.CgroupReport.Feature;
import dev.caisson.cgroups.CgroupReport.Mode;
import dev.caisson.cgroups.CgroupReport.MountedHierarchy;
import dev.caisson.cgroups.CgroupReport.Place;
import dev.caisson.error.CaissonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The making of a {@link CgroupReport}. */
record HostSurvey(List<CgroupMount> mounts, OwnGroups own, Layout layout) {

  private static final Map<Feature, String> FILES =
      Map.of(
          Feature.KILL, "cgroup.kill",
          Feature.OUT_OF_MEMORY_GROUP, "memory.oom.group",
          Feature.PRESSURE, "cpu.pressure");

  CgroupReport report(Set<Feature> features) {
    Map<Controller, String> unavailable = new EnumMap<>(Controller.class);
    for (Controller controller : Controller.values()) {
      obstacle(Subsystem.of(controller)).ifPresent(cause -> unavailable.put(controller, cause));
    }
    List<MountedHierarchy> hierarchies = mounts.stream().map(this::hierarchy).toList();
    return new CgroupReport(
        mode(),
        place(hierarchies),
        hierarchies,
        unavailable,
        obstacle(Subsystem.FREEZER),
        features);
  }

  private Optional<String> obstacle(Subsystem subsystem) {
    return Optional.ofNullable(layout.obstacles().get(subsystem)).map(Obstacle::toString);
  }

  private Mode mode() {
    boolean unified = mounts.stream().anyMatch(CgroupMount::unified);
    boolean legacy = !mounts.stream().allMatch(CgroupMount::unified);
    return unified ? (legacy ? Mode.HYBRID : Mode.V2) : (legacy ? Mode.V1 : Mode.NONE);
  }

  private MountedHierarchy hierarchy(CgroupMount mount) {
    return new MountedHierarchy(
        mount.unified() ? 2 : 1,
        mount.point(),
        controllers(mount),
        mount.readOnly(),
        group(mount),
        layout.hierarchies().stream()
            .map(Hierarchy::base)
            .filter(base -> base.startsWith(mount.point()))
            .findFirst());
  }

  private Set<String> controllers(CgroupMount mount) {
    if (mount.unified()) {
      Set<String> names =
          new HashSet<>(List.of(LayoutSearch.controllers(mount.point()).split(" ")));
      names.remove("");
      return names;
    }
    Set<String> names = new HashSet<>(mount.options());
    names.retainAll(own.legacy().keySet());
    return names;
  }

  private Optional<String> group(CgroupMount mount) {
    return mount.unified()
        ? own.unified()
        : mount.options().stream()
            .flatMap(name -> Optional.ofNullable(own.legacy().get(name)).stream())
            .findFirst();
  }

  private static Place place(List<MountedHierarchy> hierarchies) {
    List<Place> places = new ArrayList<>();
    for (MountedHierarchy hierarchy : hierarchies) {
      hierarchy.base().ifPresent(base -> places.add(place(hierarchy, base)));
    }
    // The strictest of them: one that is delegated says that not all are had at the top.
    return places.stream().max(Place::compareTo).orElse(Place.NOWHERE);
  }

  private static Place place(MountedHierarchy hierarchy, Path base) {
    if (!base.equals(hierarchy.point())) {
      return Place.DELEGATED;
    }
    // The true root of v2 has no type, and the top of a namespace has.
    return Files.exists(base.resolve("cgroup.type")) ? Place.NAMESPACE : Place.TOP;
  }

  /** Looks at a group for what the kernel can do. */
  static Set<Feature> features(Cgroup group) throws CaissonException {
    Set<Feature> found = EnumSet.noneOf(Feature.class);
    FILES.forEach(
        (feature, file) -> {
          if (group.openMembers().stream().anyMatch(member -> exists(member, file))) {
            found.add(feature);
          }
        });
    if (group.freezer().canFreeze()) {
      found.add(Feature.FREEZE);
    }
    if (group.placement() instanceof Placement.Unified) {
      found.add(Feature.CLONE_INTO);
    }
    if (group.memoryPeak().isPresent()) {
      found.add(Feature.MEMORY_PEAK);
    }
    return found;
  }

  private static boolean exists(Member member, String file) {
    return Files.exists(member.entrance().resolveSibling(file));
  }
}
