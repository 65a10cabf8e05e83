package dev.caisson.cgroups;

import static dev.caisson.cgroups.CpuMax.micros;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Quota, period and burst of v1, which are three files.
 *
 * @param quota microseconds, or -1 where there is no limit
 * @param period microseconds; empty where it stays the kernel's own
 * @param burst microseconds
 */
record LegacyBandwidth(Optional<String> quota, Optional<String> period, OptionalLong burst)
    implements Setting {

  private static final String QUOTA = "cpu.cfs_quota_us";
  private static final String PERIOD = "cpu.cfs_period_us";
  private static final String BURST = "cpu.cfs_burst_us";
  private static final String UNLIMITED = "-1";

  static LegacyBandwidth of(Optional<CpuMax> max, Optional<Duration> burst) {
    return new LegacyBandwidth(
        max.map(time -> time.quota().map(CpuMax::micros).map(Object::toString).orElse(UNLIMITED)),
        max.map(time -> Long.toString(micros(time.period()))),
        burst.map(time -> OptionalLong.of(micros(time))).orElse(OptionalLong.empty()));
  }

  @Override
  public void apply(KernelDirectory parent, String group) throws CaissonException {
    if (burst.isPresent() && quota.isPresent()) {
      // A quota is refused that is less than the former burst.
      FileSetting.optional(BURST, 0).apply(parent, group);
    }
    if (quota.isPresent()) {
      applyQuota(parent, group);
    }
    if (burst.isPresent()) {
      FileSetting.required(BURST, burst.getAsLong()).apply(parent, group);
    }
  }

  /**
   * The kernel keeps a group's part of a period to that of the group above it: what is between the
   * two writes must do so too.
   */
  private void applyQuota(KernelDirectory parent, String group) throws CaissonException {
    FileSetting toQuota = FileSetting.required(QUOTA, quota.orElseThrow());
    FileSetting toPeriod = FileSetting.required(PERIOD, period.orElseThrow());
    if (parent.read(group + "/" + PERIOD).equals(toPeriod.value())) {
      toQuota.apply(parent, group);
      return;
    }
    try {
      toPeriod.apply(parent, group);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EINVAL)) {
        throw e;
      }
      toQuota.apply(parent, group);
      toPeriod.apply(parent, group);
      return;
    }
    toQuota.apply(parent, group);
  }

  @Override
  public Setting present(KernelDirectory parent, String group) throws CaissonException {
    Optional<String> former = parent.readIfThere(group + "/" + BURST);
    return new LegacyBandwidth(
        Optional.of(parent.read(group + "/" + QUOTA)),
        Optional.of(parent.read(group + "/" + PERIOD)),
        former.map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty()));
  }
}
