package dev.caisson.cgroups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where processes run, and where their memory is; what is empty stays as it is, which for a new
 * group is as for the group above it.
 *
 * @param cpus the processors on which they run, one or more
 * @param mems the nodes in which they get memory from now on, one or more
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#cpuset">Cpuset controller</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/cpuset.7.html">cpuset(7)</a>
 */
public record CpusetLimits(Optional<NumberSet> cpus, Optional<NumberSet> mems)
    implements ControllerLimits {

  private static final CpusetLimits NONE = new CpusetLimits(Optional.empty(), Optional.empty());

  /**
   * Checks that neither is without a number.
   *
   * @throws IllegalArgumentException if one is
   */
  public CpusetLimits {
    cpus.ifPresent(numbers -> requireSome("cpuset.cpus", numbers));
    mems.ifPresent(numbers -> requireSome("cpuset.mems", numbers));
  }

  private static void requireSome(String name, NumberSet set) {
    if (set.numbers().isEmpty()) {
      throw new IllegalArgumentException(name + " without a number");
    }
  }

  /** Returns no limits at all. */
  public static CpusetLimits none() {
    return NONE;
  }

  /** Returns these limits with the processors. */
  public CpusetLimits withCpus(NumberSet processors) {
    return new CpusetLimits(Optional.of(processors), mems);
  }

  /** Returns these limits with the memory nodes. */
  public CpusetLimits withMems(NumberSet nodes) {
    return new CpusetLimits(cpus, Optional.of(nodes));
  }

  @Override
  public Controller controller() {
    return Controller.CPUSET;
  }

  @Override
  public boolean isEmpty() {
    return equals(NONE);
  }

  List<Setting> legacySettings() {
    return settings("cpuset.effective_cpus", "cpuset.effective_mems");
  }

  List<Setting> unifiedSettings() {
    return settings("cpuset.cpus.effective", "cpuset.mems.effective");
  }

  private List<Setting> settings(String effectiveCpus, String effectiveMems) {
    List<Setting> settings = new ArrayList<>();
    mems.ifPresent(set -> settings.add(new Confined("cpuset.mems", set, effectiveMems)));
    cpus.ifPresent(set -> settings.add(new Confined("cpuset.cpus", set, effectiveCpus)));
    return settings;
  }
}
