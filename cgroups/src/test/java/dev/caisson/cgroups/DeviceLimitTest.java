package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.testing.RootTest;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that are refused to a group, by opening and making them. */
@RootTest
final class DeviceLimitTest {

  private static final int KMSG = 11;

  private final Cgroups cgroups = Cgroups.host();

  @TempDir private Path folder;

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private static boolean succeeds(Cgroup group, String script) throws Exception {
    Process process = Placed.start(group, script);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }

  @Test
  void device_thatIsNotAllowed_isRefused_untilItIs() throws Exception {
    try (Cgroup group = cgroups.create("devices", Limits.none().with(DeviceLimits.standard()))) {
      assertThat(succeeds(group, ": </dev/null && : >/dev/full && head -c 1 /dev/urandom"))
          .isTrue();
      assertThat(succeeds(group, ": </dev/kmsg")).isFalse();

      DeviceRule read = DeviceRule.character(1, KMSG, DeviceRule.Access.READ);
      group.limit(Limits.none().with(DeviceLimits.standard().withAllowed(read)));
      assertThat(succeeds(group, ": </dev/kmsg")).isTrue();
      assertThat(succeeds(group, ": >>/dev/kmsg")).isFalse();

      group.limit(Limits.none().with(DeviceLimits.everything()));
      assertThat(succeeds(group, ": >>/dev/kmsg")).isTrue();

      group.limit(Limits.none().with(DeviceLimits.of()));
      assertThat(succeeds(group, ": </dev/null")).isFalse();
    }
  }

  @Test
  void node_thatMayNotBeMade_isRefused() throws Exception {
    DeviceRule zero = DeviceRule.character(1, 5, DeviceRule.Access.MKNOD);
    try (Cgroup group = cgroups.create("nodes", Limits.none().with(DeviceLimits.of(zero)))) {
      assertThat(succeeds(group, "mknod " + folder + "/zero c 1 5")).isTrue();
      assertThat(succeeds(group, "mknod " + folder + "/null c 1 3")).isFalse();
      assertThat(succeeds(group, "mknod " + folder + "/disk b 1 5")).isFalse();
      assertThat(succeeds(group, ": <" + folder + "/zero")).isFalse();
      assertThat(folder.resolve("zero")).exists();
      assertThat(folder.resolve("null")).doesNotExist();
    }
  }

  @Test
  void blockDevices_areToldFromCharacterDevicesOfTheSameNumber() throws Exception {
    DeviceRule blocks = DeviceRule.all(DeviceRule.Kind.BLOCK, DeviceRule.Access.values());
    try (Cgroup group = cgroups.create("blocks", Limits.none().with(DeviceLimits.of(blocks)))) {
      assertThat(succeeds(group, "mknod " + folder + "/b b 1 3")).isTrue();
      assertThat(succeeds(group, "mknod " + folder + "/c c 1 3")).isFalse();
    }
  }
}
