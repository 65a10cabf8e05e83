package dev.caisson.cgroups;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits of things of which a machine has a number, by their name, as {@code sev}; the host's are
 * in {@code misc.capacity} of its root group.
 *
 * @param max from 0 to 9,223,372,036,854,775,806 of each
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#misc">Misc controller</a>
 */
public record MiscLimits(Map<String, Bound> max) implements ControllerLimits {

  private static final Range MAX = new Range("misc.max", 0, Long.MAX_VALUE - 1);

  /**
   * Checks names and bounds, and copies the map.
   *
   * @throws IllegalArgumentException if a name is not one word, or a bound out of its range
   */
  public MiscLimits {
    max.forEach(
        (name, bound) -> {
          KernelName.check("misc resource", name);
          MAX.check(bound);
        });
    max = Collections.unmodifiableSortedMap(new TreeMap<>(max));
  }

  /** Returns no limits at all. */
  public static MiscLimits none() {
    return new MiscLimits(Map.of());
  }

  /** Returns these limits with that of one thing, or with it lifted. */
  public MiscLimits withMax(String name, Bound count) {
    Map<String, Bound> more = new TreeMap<>(max);
    more.put(name, count);
    return new MiscLimits(more);
  }

  @Override
  public Controller controller() {
    return Controller.MISC;
  }

  @Override
  public boolean isEmpty() {
    return max.isEmpty();
  }

  List<Setting> settings() {
    return max.entrySet().stream()
        .<Setting>map(
            each -> FileSetting.line("misc.max", each.getKey(), each.getValue().toString(), "max"))
        .toList();
  }
}
