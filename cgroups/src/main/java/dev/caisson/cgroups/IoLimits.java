package dev.caisson.cgroups;

import dev.caisson.error.UnsupportedHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Limits of what goes to and from disks; what is empty stays as it is.
 *
 * <p>On v2, what the kernel writes later of a file counts for the group that wrote to the file,
 * where memory is limited or counted too, and the file system can do so (ext4, btrfs, xfs). On v1
 * only what goes to the disk at once is limited and counted for the group: reading, and writing
 * with {@code O_DIRECT} or {@code O_SYNC}.
 *
 * <p>A weight works only for disks with the scheduler bfq, and on v2 for those that the cost model
 * was switched on for; where there is no such disk it is refused.
 *
 * @param weight the share of each disk's time where groups compete, from 1 to 10,000; the kernel's
 *     default is 100
 * @param devices the limits of single disks
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io">IO controller</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html">blkio</a>
 */
public record IoLimits(OptionalInt weight, Map<BlockDevice, DeviceIoLimits> devices)
    implements ControllerLimits {

  private static final IoLimits NONE = new IoLimits(OptionalInt.empty(), Map.of());
  private static final String NO_MAX = "rbps=max wbps=max riops=max wiops=max";
  private static final Map<String, String> THROTTLES =
      Map.of(
          "rbps", "blkio.throttle.read_bps_device",
          "wbps", "blkio.throttle.write_bps_device",
          "riops", "blkio.throttle.read_iops_device",
          "wiops", "blkio.throttle.write_iops_device");

  /**
   * Checks the weight and copies the map.
   *
   * @throws IllegalArgumentException if the weight is out of its range
   */
  public IoLimits {
    weight.ifPresent(DeviceIoLimits.WEIGHT::check);
    devices = Collections.unmodifiableSortedMap(sorted(devices));
  }

  private static SortedMap<BlockDevice, DeviceIoLimits> sorted(
      Map<BlockDevice, DeviceIoLimits> devices) {
    SortedMap<BlockDevice, DeviceIoLimits> sorted = new TreeMap<>(devices);
    sorted.values().removeIf(DeviceIoLimits.none()::equals);
    return sorted;
  }

  /** Returns no limits at all. */
  public static IoLimits none() {
    return NONE;
  }

  /** Returns these limits with a weight for all disks. */
  public IoLimits withWeight(int share) {
    return new IoLimits(OptionalInt.of(share), devices);
  }

  /** Returns these limits with those of a disk, in place of what they had for it. */
  public IoLimits withDevice(BlockDevice disk, DeviceIoLimits limits) {
    SortedMap<BlockDevice, DeviceIoLimits> more = new TreeMap<>(devices);
    more.put(disk, limits);
    return new IoLimits(weight, more);
  }

  @Override
  public Controller controller() {
    return Controller.IO;
  }

  @Override
  public boolean isEmpty() {
    return equals(NONE);
  }

  List<Setting> legacySettings(Hierarchy hierarchy) throws UnsupportedHostException {
    boolean latency = devices.values().stream().anyMatch(disk -> disk.latency().isPresent());
    hierarchy.refuseIf(latency, Controller.IO, "io.latency");
    List<Setting> settings = new ArrayList<>();
    for (Weight each : weights()) {
      settings.addAll(WeighedDisks.of(hierarchy).legacy(each.weight(), each.disk()));
    }
    devices.forEach((disk, limits) -> addThrottles(disk, limits, settings));
    return settings;
  }

  private static void addThrottles(
      BlockDevice disk, DeviceIoLimits limits, List<Setting> settings) {
    limits
        .bounds()
        .forEach(
            (name, bound) -> {
              String file = Objects.requireNonNull(THROTTLES.get(name), name);
              settings.add(FileSetting.line(file, disk.toString(), bound.text("0"), "0"));
            });
  }

  List<Setting> unifiedSettings(Hierarchy hierarchy) throws UnsupportedHostException {
    List<Setting> settings = new ArrayList<>();
    for (Weight each : weights()) {
      settings.addAll(WeighedDisks.of(hierarchy).unified(each.weight(), each.disk()));
    }
    devices.forEach(
        (disk, limits) -> {
          if (!limits.bounds().isEmpty()) {
            settings.add(FileSetting.line("io.max", disk.toString(), limits.max(), NO_MAX));
          }
          limits
              .target()
              .map(target -> FileSetting.line("io.latency", disk.toString(), target, "target=0"))
              .ifPresent(settings::add);
        });
    return settings;
  }

  private record Weight(int weight, Optional<BlockDevice> disk) {}

  private List<Weight> weights() {
    List<Weight> weights = new ArrayList<>();
    weight.ifPresent(share -> weights.add(new Weight(share, Optional.empty())));
    devices.forEach(
        (disk, limits) ->
            limits.weight().ifPresent(share -> weights.add(new Weight(share, Optional.of(disk)))));
    return weights;
  }
}
