package dev.caisson.cgroups;

import static dev.caisson.cgroups.DeviceRule.Access.MKNOD;
import static dev.caisson.cgroups.DeviceRule.Access.READ;
import static dev.caisson.cgroups.DeviceRule.Access.WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The devices that may be opened and made; every other is refused with EPERM, also to root, and
 * whoever has one open keeps it. The kernel's default allows all.
 *
 * <p>On v2 it is a BPF program, which takes root: CAP_BPF and CAP_NET_ADMIN. It is changed at one
 * blow; on v1, all are refused for an instant, and nothing can be changed where there is a group
 * below.
 *
 * @param allowed the rules, of which one must allow
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#device-controller">Device
 *     controller</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/devices.html">devices of v1</a>
 */
public record DeviceLimits(List<DeviceRule> allowed) implements ControllerLimits {

  private static final int UNIX98_SLAVES = 136;

  /** Copies the list. */
  public DeviceLimits {
    allowed = List.copyOf(allowed);
  }

  /** Allows what these rules do. */
  public static DeviceLimits of(DeviceRule... allowed) {
    return new DeviceLimits(List.of(allowed));
  }

  /**
   * Allows what every container has: {@code /dev/null}, {@code zero}, {@code full}, {@code random},
   * {@code urandom}, {@code tty}, {@code ptmx} and what is in {@code /dev/pts}; nodes of others can
   * be made, but not opened.
   *
   * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">Default
   *     devices</a>
   */
  public static DeviceLimits standard() {
    List<DeviceRule> rules = new ArrayList<>();
    for (DeviceRule.Kind kind : DeviceRule.Kind.values()) {
      rules.add(DeviceRule.all(kind, MKNOD));
    }
    for (int minor : new int[] {3, 5, 7, 8, 9}) {
      rules.add(DeviceRule.character(1, minor, READ, WRITE, MKNOD));
    }
    rules.add(DeviceRule.character(5, 0, READ, WRITE, MKNOD));
    rules.add(DeviceRule.character(5, 2, READ, WRITE, MKNOD));
    rules.add(
        new DeviceRule(
            DeviceRule.Kind.CHARACTER,
            OptionalLong.of(UNIX98_SLAVES),
            OptionalLong.empty(),
            Set.of(READ, WRITE, MKNOD)));
    return new DeviceLimits(rules);
  }

  /** Allows everything: what lifts the limits. */
  public static DeviceLimits everything() {
    return of(
        DeviceRule.all(DeviceRule.Kind.CHARACTER, READ, WRITE, MKNOD),
        DeviceRule.all(DeviceRule.Kind.BLOCK, READ, WRITE, MKNOD));
  }

  /** Returns these limits with more that is allowed. */
  public DeviceLimits withAllowed(DeviceRule rule) {
    List<DeviceRule> more = new ArrayList<>(allowed);
    more.add(rule);
    return new DeviceLimits(more);
  }

  @Override
  public Controller controller() {
    return Controller.DEVICES;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  List<Setting> legacySettings() {
    return List.of(new LegacyDevices(allowed.stream().map(DeviceRule::toString).toList()));
  }

  List<Setting> unifiedSettings() {
    return List.of(new DeviceProgram(allowed));
  }
}
