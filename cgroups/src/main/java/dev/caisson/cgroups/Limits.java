package dev.caisson.cgroups;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the processes of a group may use together; what is not set stays as it is, which for a new
 * group is without limit.
 *
 * <p>The same limits are asked for on v1 and v2. Where one can't have a limit, {@link
 * Cgroups#create} and {@link Cgroup#limit} say so, and do nothing.
 *
 * @param byController the limits of each controller that has some
 * @param counted controllers that the group is to have without any limit, so that they count
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public record Limits(Map<Controller, ControllerLimits> byController, Set<Controller> counted) {

  private static final Limits NONE = new Limits(Map.of(), Set.of());

  /**
   * Copies both.
   *
   * @throws IllegalArgumentException if limits stand under another controller than theirs
   */
  public Limits {
    Map<Controller, ControllerLimits> sorted = new EnumMap<>(Controller.class);
    byController.forEach(
        (controller, limits) -> {
          if (limits.controller() != controller) {
            throw new IllegalArgumentException(
                controller + " has limits of " + limits.controller());
          }
          if (!limits.isEmpty()) {
            sorted.put(controller, limits);
          }
        });
    byController = Collections.unmodifiableMap(sorted);
    counted = Set.copyOf(counted);
  }

  /** Returns no limits at all. */
  public static Limits none() {
    return NONE;
  }

  /** Returns these limits with those of a controller, in place of what they had for it. */
  public Limits with(ControllerLimits limits) {
    Map<Controller, ControllerLimits> more = without(limits.controller());
    more.put(limits.controller(), limits);
    return new Limits(more, counted);
  }

  /** Returns these limits but for those of a controller. */
  public Limits withoutLimitsOf(Controller controller) {
    return new Limits(without(controller), counted);
  }

  private Map<Controller, ControllerLimits> without(Controller controller) {
    Map<Controller, ControllerLimits> others = new EnumMap<>(Controller.class);
    others.putAll(byController);
    others.remove(controller);
    return others;
  }

  /**
   * Returns these limits with what else the group is to count, for {@link Statistics}. Processor
   * time, memory and processes are always counted where the host can.
   */
  public Limits counting(Controller... controllers) {
    Set<Controller> more = EnumSet.noneOf(Controller.class);
    more.addAll(counted);
    more.addAll(List.of(controllers));
    return new Limits(byController, more);
  }

  /** Returns these limits with {@link MemoryLimits#max}, in bytes. */
  public Limits withMemoryMax(long bytes) {
    return with(memory().withMax(bytes));
  }

  /** Returns these limits with {@link CpuLimits#max}. */
  public Limits withCpuMax(CpuMax max) {
    return with(cpu().withMax(max));
  }

  /** Returns these limits with that of processes and threads. */
  public Limits withPidsMax(long count) {
    return with(new PidsLimits(Bound.of(count)));
  }

  /** Returns the limits of processor time. */
  public CpuLimits cpu() {
    return find(CpuLimits.class).orElse(CpuLimits.none());
  }

  /** Returns the limits of memory. */
  public MemoryLimits memory() {
    return find(MemoryLimits.class).orElse(MemoryLimits.none());
  }

  /** Returns how much memory there is; empty where it is not limited. */
  public OptionalLong memoryMax() {
    return memory().max().map(Bound::value).orElse(OptionalLong.empty());
  }

  /** Returns how many processes and threads there may be; empty where that is not limited. */
  public OptionalLong pidsMax() {
    return find(PidsLimits.class).map(limits -> limits.max().value()).orElse(OptionalLong.empty());
  }

  /**
   * Returns the limits of a kind.
   *
   * @throws java.util.NoSuchElementException if there are none
   */
  public <L extends ControllerLimits> L of(Class<L> kind) {
    return find(kind).orElseThrow();
  }

  private <L extends ControllerLimits> Optional<L> find(Class<L> kind) {
    return byController.values().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** Returns whether nothing is limited. */
  public boolean isEmpty() {
    return byController.isEmpty();
  }

  /** Returns the controllers that these limits need. */
  public Set<Controller> controllers() {
    Set<Controller> needed = EnumSet.noneOf(Controller.class);
    needed.addAll(byController.keySet());
    needed.addAll(counted);
    return needed;
  }
}
