package dev.caisson.cgroups;

import dev.caisson.error.UnsupportedHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Limits of memory, in bytes, of which the kernel takes whole pages; what is empty stays as it is.
 *
 * <p>What is in use when a limit becomes lower is reclaimed; where that does not help, v1 refuses
 * the limit ({@code EBUSY}), and v2 kills.
 *
 * @param max from 4,096; past it the kernel reclaims, and where that does not help it kills. The
 *     kernel's default is no limit. A limit forbids swap too, where {@code swap} is not set and the
 *     kernel accounts for it; lifting it lifts that as well
 * @param high from 0; past it processes are slowed down and reclaimed from, and none is killed; v2
 *     alone
 * @param low from 0; so much is reclaimed only where nothing else is left to. On v1 it is the soft
 *     limit, which does the reverse: groups beyond theirs are reclaimed from first
 * @param min from 0; so much is never reclaimed; v2 alone
 * @param swap from 0; what may be swapped out, besides {@code max}, without which v1 can't limit it
 * @param oomGroup whether the kernel kills the group whole where it kills; v2 alone. Where this is
 *     not set, a {@code max} sets it on v2
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory">Memory controller</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory of v1</a>
 */
public record MemoryLimits(
    Optional<Bound> max,
    Optional<Bound> high,
    OptionalLong low,
    OptionalLong min,
    Optional<Bound> swap,
    Optional<Boolean> oomGroup)
    implements ControllerLimits {

  // From the next on, on a kernel of 64 KiB pages, a value means "max" (PAGE_COUNTER_MAX).
  private static final long LAST = Long.MAX_VALUE - 0x10000;
  private static final Range MAX = new Range("memory.max", 4096, LAST);
  private static final Range HIGH = new Range("memory.high", 0, LAST);
  private static final Range LOW = new Range("memory.low", 0, LAST);
  private static final Range MIN = new Range("memory.min", 0, LAST);
  private static final Range SWAP = new Range("memory.swap.max", 0, LAST);

  private static final MemoryLimits NONE =
      new MemoryLimits(
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Checks each against the kernel's range.
   *
   * @throws IllegalArgumentException if one is out of its range, or memory and swap together are
   */
  public MemoryLimits {
    max.ifPresent(MAX::check);
    high.ifPresent(HIGH::check);
    low.ifPresent(LOW::check);
    min.ifPresent(MIN::check);
    swap.ifPresent(SWAP::check);
    long room = LAST - swap.map(Bound::value).orElse(OptionalLong.empty()).orElse(0);
    if (max.map(Bound::value).orElse(OptionalLong.empty()).orElse(0) > room) {
      throw new IllegalArgumentException("memory.max and memory.swap.max exceed " + LAST);
    }
  }

  /** Returns no limits at all. */
  public static MemoryLimits none() {
    return NONE;
  }

  /** Returns these limits with that of use. */
  public MemoryLimits withMax(long bytes) {
    return withMax(Bound.of(bytes));
  }

  /** Returns these limits with that of use, or with it lifted. */
  public MemoryLimits withMax(Bound bytes) {
    return new MemoryLimits(Optional.of(bytes), high, low, min, swap, oomGroup);
  }

  /** Returns these limits with what slows down, or with it lifted. */
  public MemoryLimits withHigh(Bound bytes) {
    return new MemoryLimits(max, Optional.of(bytes), low, min, swap, oomGroup);
  }

  /** Returns these limits with what is protected as long as others have something to reclaim. */
  public MemoryLimits withLow(long bytes) {
    return new MemoryLimits(max, high, OptionalLong.of(bytes), min, swap, oomGroup);
  }

  /** Returns these limits with what is protected whatever happens. */
  public MemoryLimits withMin(long bytes) {
    return new MemoryLimits(max, high, low, OptionalLong.of(bytes), swap, oomGroup);
  }

  /** Returns these limits with that of swap, or with it lifted. */
  public MemoryLimits withSwap(Bound bytes) {
    return new MemoryLimits(max, high, low, min, Optional.of(bytes), oomGroup);
  }

  /** Returns these limits with the group killed whole, or not. */
  public MemoryLimits withOomGroup(boolean whole) {
    return new MemoryLimits(max, high, low, min, swap, Optional.of(whole));
  }

  @Override
  public Controller controller() {
    return Controller.MEMORY;
  }

  @Override
  public boolean isEmpty() {
    return equals(NONE);
  }

  List<Setting> legacySettings(Hierarchy hierarchy) throws UnsupportedHostException {
    hierarchy.refuseIf(high.isPresent(), Controller.MEMORY, "memory.high");
    hierarchy.refuseIf(min.isPresent(), Controller.MEMORY, "memory.min");
    hierarchy.refuseIf(oomGroup.orElse(false), Controller.MEMORY, "memory.oom.group");
    boolean alone = swap.isPresent() && !isFinite(max) && isFinite(swap);
    hierarchy.refuseIf(alone, Controller.MEMORY, "a limit of swap without one of memory");
    List<Setting> settings = new ArrayList<>();
    low.ifPresent(bytes -> settings.add(FileSetting.required("memory.soft_limit_in_bytes", bytes)));
    max.ifPresent(bytes -> settings.add(LegacyMemory.of(bytes, swap)));
    return settings;
  }

  private static boolean isFinite(Optional<Bound> bound) {
    return bound.flatMap(set -> set.value().stream().boxed().findFirst()).isPresent();
  }

  List<Setting> unifiedSettings() {
    List<Setting> settings = new ArrayList<>();
    min.ifPresent(bytes -> settings.add(FileSetting.required("memory.min", bytes)));
    low.ifPresent(bytes -> settings.add(FileSetting.required("memory.low", bytes)));
    high.ifPresent(bytes -> settings.add(FileSetting.required("memory.high", bytes)));
    addOomGroup(settings);
    swap.ifPresent(bytes -> settings.add(FileSetting.required("memory.swap.max", bytes)));
    // Last, as what it kills does not come back when something else is refused.
    max.ifPresent(
        bytes -> {
          if (swap.isEmpty()) {
            String none = bytes.value().isPresent() ? "0" : "max";
            settings.add(FileSetting.optional("memory.swap.max", none));
          }
          settings.add(FileSetting.required("memory.max", bytes));
        });
    return settings;
  }

  /** By default a group ends whole, rather than by one process that the others wait for. */
  private void addOomGroup(List<Setting> settings) {
    if (oomGroup.isPresent() || isFinite(max)) {
      settings.add(FileSetting.required("memory.oom.group", oomGroup.orElse(true) ? 1 : 0));
    }
  }
}
