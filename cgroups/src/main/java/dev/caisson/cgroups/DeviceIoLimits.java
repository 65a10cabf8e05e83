package dev.caisson.cgroups;

import static dev.caisson.cgroups.CpuMax.micros;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Limits of what goes to and from one disk; what is empty stays as it is.
 *
 * @param weight the share of the disk's time where groups compete, from 1 to 10,000: {@link
 *     IoLimits} says where it works
 * @param rbps bytes read a second, from 1
 * @param wbps bytes written a second, from 1
 * @param riops requests of reading a second, from 1 to 4,294,967,295
 * @param wiops requests of writing a second, likewise
 * @param latency the latency that is kept up for the group, from 1 microsecond to 10 seconds in
 *     whole microseconds, by slowing down groups whose own is longer; v2 alone
 */
public record DeviceIoLimits(
    OptionalInt weight,
    Optional<Bound> rbps,
    Optional<Bound> wbps,
    Optional<Bound> riops,
    Optional<Bound> wiops,
    Optional<Duration> latency) {

  static final Range WEIGHT = new Range("io.weight", 1, 10_000);

  private static final Range RBPS = new Range("rbps", 1, Long.MAX_VALUE);
  private static final Range WBPS = new Range("wbps", 1, Long.MAX_VALUE);
  // The kernel keeps them in 32 bits, of which the last means "max".
  private static final Range RIOPS = new Range("riops", 1, 0xffff_fffeL);
  private static final Range WIOPS = new Range("wiops", 1, 0xffff_fffeL);
  private static final Duration LEAST_LATENCY = Duration.ofNanos(1000);
  private static final Duration MOST_LATENCY = Duration.ofSeconds(10);

  private static final DeviceIoLimits NONE =
      new DeviceIoLimits(
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Checks each against the kernel's range.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public DeviceIoLimits {
    weight.ifPresent(WEIGHT::check);
    rbps.ifPresent(RBPS::check);
    wbps.ifPresent(WBPS::check);
    riops.ifPresent(RIOPS::check);
    wiops.ifPresent(WIOPS::check);
    latency.ifPresent(
        target -> CpuMax.check("io.latency target", target, LEAST_LATENCY, MOST_LATENCY));
  }

  /** Returns no limits at all. */
  public static DeviceIoLimits none() {
    return NONE;
  }

  /** Returns these limits with a weight. */
  public DeviceIoLimits withWeight(int share) {
    return new DeviceIoLimits(OptionalInt.of(share), rbps, wbps, riops, wiops, latency);
  }

  /** Returns these limits with that of bytes read a second. */
  public DeviceIoLimits withRbps(Bound bytes) {
    return new DeviceIoLimits(weight, Optional.of(bytes), wbps, riops, wiops, latency);
  }

  /** Returns these limits with that of bytes written a second. */
  public DeviceIoLimits withWbps(Bound bytes) {
    return new DeviceIoLimits(weight, rbps, Optional.of(bytes), riops, wiops, latency);
  }

  /** Returns these limits with that of requests of reading a second. */
  public DeviceIoLimits withRiops(Bound requests) {
    return new DeviceIoLimits(weight, rbps, wbps, Optional.of(requests), wiops, latency);
  }

  /** Returns these limits with that of requests of writing a second. */
  public DeviceIoLimits withWiops(Bound requests) {
    return new DeviceIoLimits(weight, rbps, wbps, riops, Optional.of(requests), latency);
  }

  /** Returns these limits with a latency that is kept up. */
  public DeviceIoLimits withLatency(Duration target) {
    return new DeviceIoLimits(weight, rbps, wbps, riops, wiops, Optional.of(target));
  }

  /** Returns the bounds that are set, by the name that v2 has for each. */
  Map<String, Bound> bounds() {
    Map<String, Bound> bounds = new LinkedHashMap<>();
    rbps.ifPresent(bound -> bounds.put("rbps", bound));
    wbps.ifPresent(bound -> bounds.put("wbps", bound));
    riops.ifPresent(bound -> bounds.put("riops", bound));
    wiops.ifPresent(bound -> bounds.put("wiops", bound));
    return bounds;
  }

  /** Returns what v2's {@code io.max} takes after the device. */
  String max() {
    return bounds().entrySet().stream()
        .map(bound -> bound.getKey() + "=" + bound.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Returns what v2's {@code io.latency} takes after the device. */
  Optional<String> target() {
    return latency.map(target -> "target=" + micros(target));
  }
}
