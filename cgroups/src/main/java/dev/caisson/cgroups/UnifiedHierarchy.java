package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The v2 hierarchy: each group hands controllers down to the groups below it, and one that does so
 * has no processes of its own.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
record UnifiedHierarchy(Path base, Set<Subsystem> subsystems) implements Hierarchy {

  private static final String SUBTREE_CONTROL = "cgroup.subtree_control";
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** Copies the set. */
  UnifiedHierarchy {
    subsystems = Set.copyOf(subsystems);
  }

  /** Returns the subsystems of a file like {@code cgroup.controllers}. */
  static Set<Subsystem> subsystems(String controllers) {
    Set<String> names = Set.copyOf(Arrays.asList(SPACE.split(controllers)));
    Set<Subsystem> found = EnumSet.allOf(Subsystem.class);
    found.removeIf(subsystem -> !names.contains(subsystem.toString()));
    return found;
  }

  @Override
  public List<Setting> settings(Controller controller, Limits limits)
      throws UnsupportedHostException {
    return switch (controller) {
      case CPU -> limits.cpu().unifiedSettings();
      case CPUSET -> limits.of(CpusetLimits.class).unifiedSettings();
      case IO -> limits.of(IoLimits.class).unifiedSettings(this);
      case HUGETLB -> limits.of(HugetlbLimits.class).unifiedSettings();
      case RDMA -> limits.of(RdmaLimits.class).settings();
      case MISC -> limits.of(MiscLimits.class).settings();
      case PIDS -> limits.of(PidsLimits.class).settings();
      // No hierarchy of v2 has one, so that the limits are refused before.
      case NET_CLS, NET_PRIO -> throw new IllegalStateException(controller + " on v2");
      case MEMORY -> limits.memory().unifiedSettings();
      case DEVICES -> limits.of(DeviceLimits.class).unifiedSettings();
    };
  }

  @Override
  public Source source(Counter counter) {
    return switch (counter) {
      // In microseconds, where v1 and we have nanoseconds.
      case CPU_USAGE -> Source.keyed("cpu.stat", "usage_usec").times(1000);
      case MEMORY_PEAK -> Source.value("memory.peak").optional();
      case OUT_OF_MEMORY_KILLS -> Source.keyed("memory.events", "oom_kill");
    };
  }

  @Override
  public void enable(KernelDirectory parent, String group, Set<Subsystem> wanted)
      throws CaissonException {
    String file = group + "/" + SUBTREE_CONTROL;
    Set<Subsystem> missing = EnumSet.noneOf(Subsystem.class);
    missing.addAll(wanted);
    missing.removeIf(Subsystem::isInEveryUnifiedGroup);
    missing.removeAll(subsystems(parent.read(file)));
    if (!missing.isEmpty()) {
      parent.write(file, missing.stream().map(name -> "+" + name).collect(Collectors.joining(" ")));
    }
  }

  @Override
  public Freezing freezing() {
    return Freezing.UNIFIED;
  }

  @Override
  public Optional<String> outOfMemoryFile() {
    return Optional.empty();
  }

  @Override
  public String entrance() {
    return "cgroup.procs";
  }

  @Override
  public boolean takesClones() {
    return true;
  }

  @Override
  public String toString() {
    return "cgroup v2 at " + base;
  }
}
