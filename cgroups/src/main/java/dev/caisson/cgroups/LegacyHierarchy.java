package dev.caisson.cgroups;

import static dev.caisson.cgroups.CpuMax.DEFAULT_PERIOD;
import static dev.caisson.cgroups.CpuMax.micros;

import dev.caisson.linux.KernelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  public List<Setting> settings(Limits limits) {
    List<Setting> settings = new ArrayList<>();
    if (subsystems.contains(Subsystem.MEMORY)) {
      limits.memoryMax().ifPresent(bytes -> addMemory(bytes, settings));
    }
    if (subsystems.contains(Subsystem.CPU)) {
      limits.cpuMax().ifPresent(max -> addCpu(max, settings));
    }
    if (subsystems.contains(Subsystem.PIDS)) {
      limits.pidsMax().ifPresent(count -> settings.add(Setting.required("pids.max", count)));
    }
    return settings;
  }

  private static void addMemory(long bytes, List<Setting> settings) {
    settings.add(Setting.required("memory.limit_in_bytes", bytes));
    // Memory and swap together; the kernel wants it no less than the limit above, so second.
    settings.add(Setting.optional("memory.memsw.limit_in_bytes", bytes));
  }

  private static void addCpu(CpuMax max, List<Setting> settings) {
    if (!max.period().equals(DEFAULT_PERIOD)) {
      settings.add(Setting.required("cpu.cfs_period_us", micros(max.period())));
    }
    settings.add(Setting.required("cpu.cfs_quota_us", micros(max.quota())));
  }

  @Override
  public Source source(Counter counter) {
    return switch (counter) {
      case CPU_USAGE -> Source.value("cpuacct.usage");
      case MEMORY_CURRENT -> Source.value("memory.usage_in_bytes");
      case MEMORY_PEAK -> Source.value("memory.max_usage_in_bytes");
      case OUT_OF_MEMORY_KILLS -> Source.keyed("memory.oom_control", "oom_kill");
      case PIDS_CURRENT -> Source.value("pids.current");
      case PIDS_DENIED -> Source.keyed("pids.events", "max");
    };
  }

  @Override
  public void enable(KernelDirectory parent, String group, Set<Subsystem> wanted) {
    // The controllers of v1 work everywhere.
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
}
