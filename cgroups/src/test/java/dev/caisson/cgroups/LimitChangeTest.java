package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.RootTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that are changed while processes run under them. */
@RootTest
final class LimitChangeTest {

  private static final int MIB = 1 << 20;

  private final Cgroups cgroups = Cgroups.host();

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private static int exitOf(Cgroup group, String script) throws Exception {
    Process process = Placed.start(group, script);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static String fill(int mib) {
    return "exec dd if=/dev/zero of=/dev/null bs=" + mib + "M count=1";
  }

  @Test
  void memory_raisedAndLoweredAndLifted_holdsEachTime() throws Exception {
    try (Cgroup group = cgroups.create("memory", Limits.none().withMemoryMax(16 * MIB))) {
      assertThat(exitOf(group, fill(32))).isEqualTo(128 + 9);
      // The limit with swap has to become greater first, and less last.
      group.limit(Limits.none().withMemoryMax(64 * MIB));
      assertThat(exitOf(group, fill(32))).isZero();
      group.limit(Limits.none().withMemoryMax(8 * MIB));
      assertThat(exitOf(group, fill(32))).isEqualTo(128 + 9);
      group.limit(Limits.none().with(MemoryLimits.none().withMax(Bound.UNLIMITED)));
      assertThat(exitOf(group, fill(128))).isZero();
    }
  }

  @Test
  void pids_lowered_holdTheNext() throws Exception {
    try (Cgroup group = cgroups.create("pids", Limits.none().withPidsMax(50))) {
      String forks = "for i in 1 2 3 4 5 6 7 8; do sleep 0.2 & done; wait";
      assertThat(exitOf(group, forks)).isZero();
      group.limit(Limits.none().withPidsMax(4));
      exitOf(group, forks);
      assertThat(group.statistics().pidsDenied().orElseThrow()).isPositive();
      group.limit(Limits.none().with(new PidsLimits(Bound.UNLIMITED)));
      assertThat(exitOf(group, forks)).isZero();
    }
  }

  @Test
  void cpu_changedInEveryOrderOfQuotaPeriodAndBurst_isTaken() throws Exception {
    List<CpuLimits> each = new ArrayList<>();
    for (int[] millis : new int[][] {{10, 100, 10}, {1, 1, 0}, {900, 1000, 400}, {2, 50, 1}}) {
      CpuMax max = new CpuMax(Duration.ofMillis(millis[0]), Duration.ofMillis(millis[1]));
      each.add(CpuLimits.none().withMax(max).withBurst(Duration.ofMillis(millis[2])));
    }
    each.add(CpuLimits.none().withMax(CpuMax.UNLIMITED).withBurst(Duration.ZERO));
    try (Cgroup group = cgroups.create("cpu", Limits.none().counting(Controller.CPU))) {
      for (CpuLimits from : each) {
        for (CpuLimits to : each) {
          group.limit(Limits.none().with(from));
          group.limit(Limits.none().with(to));
        }
      }
    }
  }

  @Test
  void change_ofWhichAPartIsRefused_isTakenBack() throws Exception {
    CpuMax quota = new CpuMax(Duration.ofMillis(30), Duration.ofMillis(60));
    CpuLimits burst = CpuLimits.none().withBurst(Duration.ofMillis(10)).withMax(quota);
    Limits limits =
        Limits.none().withPidsMax(50).withMemoryMax(64 * MIB).with(burst).counting(Controller.IO);
    try (Cgroup group = cgroups.create("whole", limits)) {
      List<Path> files = files(group);
      List<String> before = read(files);
      BlockDevice none = new BlockDevice(4000, 7);
      Limits refused =
          Limits.none()
              .withPidsMax(20)
              .withMemoryMax(32 * MIB)
              .with(CpuLimits.none().withMax(CpuMax.ofCpus(0.9)).withWeight(7))
              .with(
                  IoLimits.none().withDevice(none, DeviceIoLimits.none().withRbps(Bound.of(MIB))));
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> group.limit(refused))
          .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue())
          .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
      assertThat(read(files)).isEqualTo(before);
    }
  }

  /** Returns the files of the limits that a group has in its directories. */
  private static List<Path> files(Cgroup group) throws Exception {
    List<Path> files = new ArrayList<>();
    List<String> names =
        List.of(
            "cpu.max",
            "cpu.max.burst",
            "cpu.weight",
            "pids.max",
            "memory.max",
            "io.max",
            "cpu.cfs_quota_us",
            "cpu.cfs_period_us",
            "cpu.cfs_burst_us",
            "cpu.shares",
            "memory.limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "memory.swap.max",
            "blkio.throttle.read_bps_device");
    for (String entrance : Placed.entrances(group.placement())) {
      Path directory = Path.of(entrance).toRealPath().getParent();
      names.stream().map(directory::resolve).filter(Files::exists).forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(5);
    return files;
  }

  private static List<String> read(List<Path> files) throws Exception {
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(file.getFileName() + ": " + Files.readString(file));
    }
    return texts;
  }

  @Test
  void memory_belowWhatIsInUse_isRefusedOnV1_andKillsOnV2() throws Exception {
    try (Cgroup group = cgroups.create("full", Limits.none().withMemoryMax(64 * MIB))) {
      // The shell holds what it has read.
      Process holder =
          Placed.start(group, "x=$(head -c 16777216 /dev/zero | tr '\\0' x); sleep 60");
      while (group.statistics().memoryCurrent().orElseThrow() < 16 * MIB
          || group.statistics().pidsCurrent().orElseThrow() != 2) {
        Thread.sleep(5);
      }
      Limits less = Limits.none().withMemoryMax(4 * MIB).withPidsMax(5);
      if (Placed.isUnified(group, Subsystem.MEMORY)) {
        group.limit(less);
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(group.outOfMemoryKills().orElseThrow()).isPositive();
      } else {
        assertThatExceptionOfType(SystemCallException.class)
            .isThrownBy(() -> group.limit(less))
            .withMessageContaining("write 4194304 to ")
            .withMessageMatching("(?s).*memory\\.(memsw\\.)?limit_in_bytes: EBUSY.*")
            .withMessageContaining("more than that is in use");
        group.kill();
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void controller_thatTheGroupWasNotMadeWith_isAddedOnV2_andNamedOnV1() throws Exception {
    Limits later = Limits.none().withCpuMax(CpuMax.ofCpus(0.5));
    try (Cgroup group = cgroups.create("plain", Limits.none())) {
      // On v1 cpu may be mounted together with cpuacct, which every group has.
      if (group.openMembers().stream().anyMatch(member -> member.has(Subsystem.CPU))) {
        group.limit(later);
      } else {
        assertThatExceptionOfType(UnsupportedHostException.class)
            .isThrownBy(() -> group.limit(later))
            .withMessageContaining("limit cpu of cgroup plain")
            .withMessageContaining("Limits.counting");
      }
    }
  }

  @Test
  void controller_thatTheHostLacks_isNamed_andNothingIsMade() throws Exception {
    NetworkClass network = new NetworkClass(1, 1);
    if (cgroups.whyUnavailable(Controller.NET_CLS).isPresent()) {
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> cgroups.create("network", Limits.none().with(network)))
          .withMessageContaining("limit net_cls on any cgroup v1 hierarchy")
          .withMessageContaining("limit the network itself");
    }
    cgroups.create("network", Limits.none()).close();
  }

  @Test
  void group_thatSomeoneRemoved_isSaidToBe() throws Exception {
    try (Cgroup group = cgroups.create("gone", Limits.none())) {
      for (String entrance : Placed.entrances(group.placement())) {
        Files.delete(Path.of(entrance).toRealPath().getParent());
      }
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> group.limit(Limits.none().withPidsMax(5)))
          .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue())
          .withMessageContaining("pids.max")
          .withMessageContaining("removed by someone else");
    }
  }

  @Test
  void closedGroup_isNotLimited() throws Exception {
    Cgroup group = cgroups.create("closed", Limits.none());
    group.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> group.limit(Limits.none().withPidsMax(5)))
        .withMessageContaining("closed");
  }
}
