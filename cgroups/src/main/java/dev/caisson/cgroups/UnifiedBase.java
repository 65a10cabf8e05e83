package dev.caisson.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The search for a place in the v2 hierarchy.
 *
 * <p>It must be ours to write, and hold no process, unless it is the hierarchy's true root, beside
 * whose processes controllers work. The top of the mount is looked at first; then, for an ordinary
 * user to whom a subtree was delegated, the groups from this JVM's upward.
 */
final class UnifiedBase {

  /** What a process must write to make groups below one, and to start processes in them. */
  private static final List<String> WRITTEN =
      List.of(".", "cgroup.procs", "cgroup.subtree_control");

  private final CgroupMount mount;
  private final Predicate<Path> writable;

  UnifiedBase(CgroupMount mount, Predicate<Path> writable) {
    this.mount = mount;
    this.writable = writable;
  }

  /** Finds the place, given the group of this JVM. */
  Base find(Optional<String> own) {
    List<Path> candidates = candidates(own);
    List<Path> writables = candidates.stream().filter(this::isWritable).toList();
    return writables.stream()
        .filter(UnifiedBase::handsDown)
        .findFirst()
        .<Base>map(Base.Usable::new)
        .orElseGet(() -> new Base.Blocked(obstacle(candidates, writables)));
  }

  private List<Path> candidates(Optional<String> own) {
    List<Path> candidates = new ArrayList<>();
    candidates.add(mount.point());
    Optional<Path> group = own.flatMap(mount::locate);
    while (group.isPresent() && !group.get().equals(mount.point())) {
      candidates.add(group.get());
      group = Optional.ofNullable(group.get().getParent());
    }
    return candidates;
  }

  private boolean isWritable(Path group) {
    return WRITTEN.stream().map(group::resolve).allMatch(writable);
  }

  private static boolean handsDown(Path group) {
    boolean trueRoot = !Files.exists(group.resolve("cgroup.type"));
    try {
      return trueRoot || Files.readString(group.resolve("cgroup.procs")).isBlank();
    } catch (IOException e) {
      // Gone, or of a threaded subtree: no place for us.
      return false;
    }
  }

  private Obstacle obstacle(List<Path> candidates, List<Path> writables) {
    if (mount.readOnly()) {
      return new Obstacle(mount.toString(), "mounted read-only", "mount it read-write");
    }
    if (!writables.isEmpty()) {
      return new Obstacle(
          mount.toString(),
          "there are processes in " + writables.get(0) + ", beside which v2 allows no groups",
          "move them into a group below it, or run under "
              + "systemd-run --user --scope -p Delegate=yes");
    }
    return new Obstacle(
        mount.toString(),
        "no group from " + candidates.get(candidates.size() > 1 ? 1 : 0) + " up is writable",
        "run as root, or under systemd-run --user --scope -p Delegate=yes");
  }
}
