package dev.caisson.cgroups;

import static dev.caisson.cgroups.CpuMax.micros;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Limits of processor time; what is empty stays as it is.
 *
 * @param max how much there is in each period; the kernel's default is all
 * @param burst what of earlier periods' unused quota may be used besides it, up to the quota, in
 *     whole microseconds; the kernel's default is nothing. From Linux 5.14
 * @param weight the share where groups compete, from 1 to 10,000; the kernel's default is 100. The
 *     groups of this JVM compete with each other. On v1 it becomes {@code cpu.shares} as the kernel
 *     itself converts: 100 is 1,024
 * @param idle whether the group runs only where no other wants the processor, without any weight;
 *     from Linux 5.15
 * @param uclampMin the least performance that the processor gives, from 0 to 100 per cent in
 *     hundredths, where its frequency follows the load; the kernel's default is 0
 * @param uclampMax the greatest, likewise; the kernel's default is 100
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu">CPU controller</a>
 * @see <a href="https://docs.kernel.org/scheduler/sched-util-clamp.html">Utilization clamping</a>
 */
public record CpuLimits(
    Optional<CpuMax> max,
    Optional<Duration> burst,
    OptionalInt weight,
    Optional<Boolean> idle,
    OptionalDouble uclampMin,
    OptionalDouble uclampMax)
    implements ControllerLimits {

  private static final Range WEIGHT = new Range("cpu.weight", 1, 10_000);
  private static final int NICE_0_SHARES = 1024;
  private static final int DEFAULT_WEIGHT = 100;

  private static final CpuLimits NONE =
      new CpuLimits(
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /**
   * Checks each, and those that depend on each other.
   *
   * @throws IllegalArgumentException if one is out of its range, the burst exceeds the quota, an
   *     idle group has a weight, or the lower clamp exceeds the upper one
   */
  public CpuLimits {
    burst.ifPresent(time -> CpuMax.check("cpu burst", time, Duration.ZERO, CpuMax.MAX_QUOTA));
    weight.ifPresent(WEIGHT::check);
    uclampMin.ifPresent(percent -> checkPercent("cpu.uclamp.min", percent));
    uclampMax.ifPresent(percent -> checkPercent("cpu.uclamp.max", percent));
    checkBurst(max, burst);
    if (idle.orElse(false) && weight.isPresent()) {
      throw new IllegalArgumentException("an idle group has no weight: " + weight.getAsInt());
    }
    if (uclampMin.orElse(0) > uclampMax.orElse(100)) {
      throw new IllegalArgumentException(
          "cpu.uclamp.min > cpu.uclamp.max: "
              + uclampMin.orElse(0)
              + " > "
              + uclampMax.orElse(100));
    }
  }

  private static void checkPercent(String name, double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException(name + " not from 0 to 100: " + percent);
    }
  }

  private static void checkBurst(Optional<CpuMax> max, Optional<Duration> burst) {
    Optional<Duration> quota = max.flatMap(CpuMax::quota);
    if (burst.isPresent() && quota.isPresent() && burst.get().compareTo(quota.get()) > 0) {
      throw new IllegalArgumentException("cpu burst > quota: " + burst.get() + " > " + quota.get());
    }
  }

  /** Returns no limits at all. */
  public static CpuLimits none() {
    return NONE;
  }

  /** Returns these limits with that of time in each period; {@link CpuMax#UNLIMITED} lifts it. */
  public CpuLimits withMax(CpuMax time) {
    return new CpuLimits(Optional.of(time), burst, weight, idle, uclampMin, uclampMax);
  }

  /** Returns these limits with a burst; none of it is {@link Duration#ZERO}. */
  public CpuLimits withBurst(Duration time) {
    return new CpuLimits(max, Optional.of(time), weight, idle, uclampMin, uclampMax);
  }

  /** Returns these limits with a weight. */
  public CpuLimits withWeight(int share) {
    return new CpuLimits(max, burst, OptionalInt.of(share), idle, uclampMin, uclampMax);
  }

  /** Returns these limits with the group idle, or not. */
  public CpuLimits withIdle(boolean whether) {
    return new CpuLimits(max, burst, weight, Optional.of(whether), uclampMin, uclampMax);
  }

  /** Returns these limits with the performance clamped, in per cent. */
  public CpuLimits withUclamp(double min, double most) {
    return new CpuLimits(max, burst, weight, idle, OptionalDouble.of(min), OptionalDouble.of(most));
  }

  @Override
  public Controller controller() {
    return Controller.CPU;
  }

  @Override
  public boolean isEmpty() {
    return equals(NONE);
  }

  List<Setting> legacySettings() {
    List<Setting> settings = new ArrayList<>();
    if (max.isPresent() || burst.isPresent()) {
      settings.add(LegacyBandwidth.of(max, burst));
    }
    addOthers("cpu.shares", weight.stream().mapToLong(CpuLimits::shares), settings);
    return settings;
  }

  List<Setting> unifiedSettings() {
    List<Setting> settings = new ArrayList<>();
    if (max.isPresent() && burst.isPresent()) {
      // A quota is refused that is less than the former burst.
      settings.add(FileSetting.optional("cpu.max.burst", 0));
    }
    max.ifPresent(time -> settings.add(FileSetting.required("cpu.max", bandwidth(time))));
    burst.ifPresent(time -> settings.add(FileSetting.required("cpu.max.burst", micros(time))));
    addOthers("cpu.weight", weight.stream().asLongStream(), settings);
    return settings;
  }

  private static String bandwidth(CpuMax time) {
    String quota = time.quota().map(CpuMax::micros).map(Object::toString).orElse("max");
    return quota + " " + micros(time.period());
  }

  /** Adds what v1 and v2 have alike; a group that was idle can have a weight once it is not. */
  private void addOthers(
      String weightFile, java.util.stream.LongStream share, List<Setting> settings) {
    idle.ifPresent(is -> settings.add(FileSetting.required("cpu.idle", is ? 1 : 0)));
    share.forEach(number -> settings.add(FileSetting.required(weightFile, number)));
    // Whichever order they come in, the lower clamp may not exceed the upper one meanwhile.
    if (uclampMin.isPresent()) {
      settings.add(FileSetting.required("cpu.uclamp.min", 0));
    }
    uclampMax.ifPresent(most -> settings.add(percent("cpu.uclamp.max", most)));
    uclampMin.ifPresent(least -> settings.add(percent("cpu.uclamp.min", least)));
  }

  private static Setting percent(String file, double value) {
    return FileSetting.required(file, String.format(Locale.ROOT, "%.2f", value));
  }

  /** Converts as kernel/sched/core.c does (sched_weight_from_cgroup). */
  private static long shares(int weight) {
    return Math.round((double) weight * NICE_0_SHARES / DEFAULT_WEIGHT);
  }
}
