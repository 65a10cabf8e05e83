package dev.caisson.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The search for a {@link Layout}: v1 first, then v2 for what v1 does not have. */
final class LayoutSearch {

  private final List<CgroupMount> mounts;
  private final OwnGroups own;
  private final Predicate<Path> writable;
  private final Map<Path, Set<Subsystem>> legacy = new LinkedHashMap<>();
  private final Map<Subsystem, Hierarchy> usable = new EnumMap<>(Subsystem.class);
  private final Map<Subsystem, Obstacle> obstacles = new EnumMap<>(Subsystem.class);

  LayoutSearch(List<CgroupMount> mounts, OwnGroups own, Predicate<Path> writable) {
    this.mounts = mounts;
    this.own = own;
    this.writable = writable;
  }

  void legacy() {
    for (Subsystem subsystem : Subsystem.values()) {
      String name = subsystem.legacyName();
      Optional<String> group = Optional.ofNullable(own.legacy().get(name));
      mounts.stream()
          .filter(mount -> !mount.unified() && mount.options().contains(name))
          .map(mount -> LegacyHierarchy.find(mount, group, writable))
          .forEach(base -> note(base, subsystem));
    }
    legacy.forEach(
        (base, found) -> found.forEach(name -> usable.put(name, new LegacyHierarchy(base, found))));
    obstacles.keySet().removeAll(usable.keySet());
  }

  /** The same hierarchy may be mounted at several places; the first that is usable counts. */
  private void note(Base base, Subsystem subsystem) {
    if (base instanceof Base.Blocked blocked) {
      obstacles.putIfAbsent(subsystem, blocked.obstacle());
    } else if (base instanceof Base.Usable found
        && legacy.values().stream().noneMatch(names -> names.contains(subsystem))) {
      legacy
          .computeIfAbsent(found.directory(), path -> EnumSet.noneOf(Subsystem.class))
          .add(subsystem);
    }
  }

  void unified() {
    Set<Subsystem> open = EnumSet.allOf(Subsystem.class);
    open.removeAll(usable.keySet());
    open.removeIf(name -> obstacles.containsKey(name) && !name.isInEveryUnifiedGroup());
    open.removeIf(Subsystem::isLegacyAlone);
    List<CgroupMount> unified = mounts.stream().filter(CgroupMount::unified).toList();
    if (open.isEmpty()) {
      return;
    }
    for (CgroupMount mount : unified) {
      Base base = new UnifiedBase(mount, writable).find(own.unified());
      if (base instanceof Base.Usable found) {
        use(mount, found.directory(), open);
        return;
      } else if (base instanceof Base.Blocked blocked) {
        open.forEach(name -> obstacles.putIfAbsent(name, blocked.obstacle()));
      }
    }
    open.forEach(name -> obstacles.putIfAbsent(name, absent(name)));
  }

  private void legacyAlone() {
    for (Subsystem name : Subsystem.values()) {
      if (name.isLegacyAlone() && !usable.containsKey(name)) {
        obstacles.putIfAbsent(name, ofLegacyAlone(name));
      }
    }
  }

  private static Obstacle ofLegacyAlone(Subsystem name) {
    return new Obstacle(
        "any cgroup v1 hierarchy",
        "controller " + name + " is not mounted, and v2 has none of that name",
        "limit the network itself, or mount it: " + legacyMount(name));
  }

  private static String legacyMount(Subsystem name) {
    String word = name.legacyName();
    return "mount -t cgroup -o " + word + " none /sys/fs/cgroup/" + word;
  }

  private void use(CgroupMount mount, Path base, Set<Subsystem> open) {
    String controllers = controllers(base);
    Set<Subsystem> found = UnifiedHierarchy.subsystems(controllers);
    open.stream().filter(Subsystem::isInEveryUnifiedGroup).forEach(found::add);
    found.retainAll(open);
    found.forEach(
        name -> {
          usable.put(name, new UnifiedHierarchy(base, found));
          obstacles.remove(name);
        });
    open.removeAll(found);
    open.forEach(name -> obstacles.put(name, notHandedDown(mount, base, name, controllers)));
  }

  static String controllers(Path base) {
    try {
      return Files.readString(base.resolve("cgroup.controllers")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static Obstacle notHandedDown(
      CgroupMount mount, Path base, Subsystem name, String controllers) {
    return new Obstacle(
        mount.toString(),
        "controller " + name + " is not handed down to " + base + ", which has: " + controllers,
        "enable it in cgroup.subtree_control of the groups above (systemd: Delegate=yes)");
  }

  private static Obstacle absent(Subsystem name) {
    return new Obstacle(
        "any cgroup hierarchy",
        "controller " + name + " is not mounted",
        "mount it: mount -t cgroup2 none /sys/fs/cgroup, or on v1 "
            + legacyMount(name)
            + "; see also cgroup_disable= in /proc/cmdline");
  }

  Layout result() {
    legacyAlone();
    return new Layout(usable, obstacles);
  }
}
