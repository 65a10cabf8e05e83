package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A v1 hierarchy: one or some controllers, which work in every group of it.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups v1</a>
 */
record LegacyHierarchy(Path base, Set<Subsystem> subsystems) implements Hierarchy {

  /** Copies the set. */
  LegacyHierarchy {
    subsystems = Set.copyOf(subsystems);
  }

  /**
   * Finds where groups can be made: at the top of the mount where that is writable, as other
   * runtimes do, since a manager may remove or move the group that this JVM is in; else below it.
   */
  static Base find(CgroupMount mount, Optional<String> own, Predicate<Path> writable) {
    Optional<Path> below = own.flatMap(mount::locate);
    for (Optional<Path> candidate : List.of(Optional.of(mount.point()), below)) {
      // A mount that is hidden by another one shows no cgroup.procs.
      Optional<Path> usable =
          candidate.filter(writable).filter(path -> Files.exists(path.resolve("cgroup.procs")));
      if (usable.isPresent()) {
        return new Base.Usable(usable.get());
      }
    }
    return new Base.Blocked(obstacle(mount));
  }

  private static Obstacle obstacle(CgroupMount mount) {
    return mount.readOnly()
        ? new Obstacle(mount.toString(), "mounted read-only", "mount it read-write")
        : new Obstacle(
            mount.toString(),
            "not writable by this user",
            "run as root, or have root start the JVM in a group that it gives to this user");
  }

  @Override
  public List<Setting> settings(Controller controller, Limits limits)
      throws UnsupportedHostException {
    return switch (controller) {
      case CPU -> limits.cpu().legacySettings();
      case CPUSET -> limits.of(CpusetLimits.class).legacySettings();
      case IO -> limits.of(IoLimits.class).legacySettings(this);
      case HUGETLB -> limits.of(HugetlbLimits.class).legacySettings();
      case RDMA -> limits.of(RdmaLimits.class).settings();
      case MISC -> limits.of(MiscLimits.class).settings();
      case PIDS -> limits.of(PidsLimits.class).settings();
      case NET_CLS -> limits.of(NetworkClass.class).settings();
      case NET_PRIO -> limits.of(NetworkPriorities.class).settings();
      case MEMORY -> limits.memory().legacySettings(this);
      case DEVICES -> limits.of(DeviceLimits.class).legacySettings();
    };
  }

  @Override
  public Source source(Counter counter) {
    return switch (counter) {
      case CPU_USAGE -> Source.value("cpuacct.usage");
      case MEMORY_PEAK -> Source.value("memory.max_usage_in_bytes");
      case OUT_OF_MEMORY_KILLS -> Source.keyed("memory.oom_control", "oom_kill");
    };
  }

  /**
   * The controllers of v1 work everywhere, but for cpuset, in whose groups no process may be until
   * they have processors and nodes: here they get those of the group above.
   */
  @Override
  public void enable(KernelDirectory parent, String group, Set<Subsystem> wanted)
      throws CaissonException {
    boolean ours = !parent.path(group).equals(base.toString());
    if (ours && subsystems.contains(Subsystem.CPUSET)) {
      inherit(parent, group, "cpuset.cpus");
      inherit(parent, group, "cpuset.mems");
      parent.write(group + "/cgroup.clone_children", "1");
    }
  }

  private static void inherit(KernelDirectory parent, String group, String file)
      throws CaissonException {
    if (parent.read(group + "/" + file).isEmpty()) {
      parent.write(group + "/" + file, parent.read(group + "/../" + file));
    }
  }

  @Override
  public Freezing freezing() {
    return Freezing.LEGACY;
  }

  @Override
  public Optional<String> outOfMemoryFile() {
    return Optional.of("memory.oom_control").filter(file -> subsystems.contains(Subsystem.MEMORY));
  }

  @Override
  public String entrance() {
    // Not cgroup.procs: from Linux 5.5 on, a thread that moves itself alone waits for no grace
    // period, which is some ten milliseconds.
    return "tasks";
  }

  @Override
  public boolean takesClones() {
    return false;
  }

  @Override
  public String toString() {
    return "cgroup v1 at " + base;
  }
}
