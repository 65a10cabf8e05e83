package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.testing.RootTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this kernel counts for a group, against what its processes did. */
@RootTest
final class StatisticsTest {

  private static final int MIB = 1 << 20;

  private final Cgroups cgroups = Cgroups.host();

  @TempDir private Path folder;

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private static void run(Cgroup group, String script) throws Exception {
    Process process = Placed.start(group, script);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cpu_ofAHogUnderAQuota_isUsageAndThrottling() throws Exception {
    CpuMax max = new CpuMax(Duration.ofMillis(2), Duration.ofMillis(20));
    try (Cgroup group = cgroups.create("cpu", Limits.none().withCpuMax(max));
        StatisticsReader reader = group.statisticsReader()) {
      Process hog = Placed.start(group, "while :; do :; done");
      CpuStatistics cpu = reader.read().cpu().orElseThrow();
      while (cpu.throttling().orElseThrow().throttled() < 5) {
        Thread.sleep(10);
        cpu = reader.read().cpu().orElseThrow();
      }
      assertThat(cpu.throttling().orElseThrow().periods()).isGreaterThanOrEqualTo(5);
      assertThat(cpu.throttling().orElseThrow().time()).isPositive();
      assertThat(cpu.usage()).isPositive();
      assertThat(cpu.user().plus(cpu.system()))
          .isBetween(cpu.usage().minusMillis(1), cpu.usage().plusMillis(1));
      group.kill();
      assertThat(hog.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void burst_afterIdlePeriods_isCounted() throws Exception {
    CpuMax max = new CpuMax(Duration.ofMillis(10), Duration.ofMillis(50));
    CpuLimits limits = CpuLimits.none().withMax(max).withBurst(Duration.ofMillis(10));
    try (Cgroup group = cgroups.create("burst", Limits.none().with(limits));
        StatisticsReader reader = group.statisticsReader()) {
      // Of growing amounts of work one takes longer than the quota and no longer than the burst.
      String work = "i=0; while [ $i -lt $n ]; do i=$((i+1)); done; sleep 0.2";
      String grow = "n=2000; while [ $n -lt 60000 ]; do " + work + "; n=$((n*3/2)); done";
      Process process = Placed.start(group, "while :; do " + grow + "; done");
      while (reader.read().cpu().orElseThrow().throttling().orElseThrow().bursts() == 0) {
        Thread.sleep(20);
      }
      assertThat(reader.read().cpu().orElseThrow().throttling().orElseThrow().burstTime())
          .isPositive();
      group.kill();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void memory_isToldByItsKind() throws Exception {
    try (Cgroup group = cgroups.create("memory", Limits.none());
        StatisticsReader reader = group.statisticsReader()) {
      Process holder =
          Placed.start(
              group,
              "dd if=/dev/zero of="
                  + folder
                  + "/file bs=1M count=8;"
                  + " x=$(head -c 16777216 /dev/zero | tr '\\0' x); sleep 60");
      MemoryStatistics memory = reader.read().memory().orElseThrow();
      while (memory.anon() < 16 * MIB || memory.file() < 8 * MIB) {
        Thread.sleep(10);
        memory = reader.read().memory().orElseThrow();
      }
      assertThat(memory.current()).isGreaterThanOrEqualTo(24 * MIB);
      memory.peak().ifPresent(peak -> assertThat(peak).isGreaterThanOrEqualTo(24L * MIB));
      assertThat(memory.kernel().orElseThrow()).isPositive();
      assertThat(memory.events().oomKill()).hasValue(0);
      group.kill();
      assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void outOfMemory_isCountedExactlyWhenItHappens() throws Exception {
    try (Cgroup group = cgroups.create("oom", Limits.none().withMemoryMax(32 * MIB));
        StatisticsReader reader = group.statisticsReader()) {
      run(group, "exec dd if=/dev/zero of=/dev/null bs=16M count=1");
      assertThat(reader.read().memory().orElseThrow().events().oomKill()).hasValue(0);
      for (int i = 1; i <= 3; i++) {
        run(group, "exec dd if=/dev/zero of=/dev/null bs=64M count=1");
        MemoryStatistics.Events events = reader.read().memory().orElseThrow().events();
        assertThat(events.oomKill().orElseThrow()).isBetween((long) i, 2L * i);
        // Linux 6.18 keeps the file of v1 for this, and does not count.
        if (Placed.isUnified(group, Subsystem.MEMORY)) {
          assertThat(events.max().orElseThrow()).isPositive();
        }
        // Where v2 kills a group whole, it counts the process that it chose a second time.
        OptionalLong times =
            events.oomGroupKill().isPresent() ? events.oomGroupKill() : events.oomKill();
        assertThat(times).hasValue(i);
      }
    }
  }

  @Test
  void pids_areCountedNowAndAtMost_andWhenDenied() throws Exception {
    try (Cgroup group = cgroups.create("pids", Limits.none().withPidsMax(5));
        StatisticsReader reader = group.statisticsReader()) {
      Process shell = Placed.start(group, "for i in 1 2 3; do sleep 60 & done; wait");
      while (reader.read().pidsCurrent().orElseThrow() < 4) {
        Thread.sleep(5);
      }
      PidsStatistics pids = reader.read().pids().orElseThrow();
      assertThat(pids.denied()).isZero();
      pids.peak().ifPresent(peak -> assertThat(peak).isEqualTo(4));
      group.kill();
      assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
      while (reader.read().pidsCurrent().orElseThrow() > 0) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void io_ofAWriter_isCountedToTheByte() throws Exception {
    BlockDevice disk = BlockDevice.below(folder);
    Bound most = Bound.of(1L << 40);
    // Linux 6.1 counts on v1 only what it has a limit for.
    DeviceIoLimits wide = DeviceIoLimits.none().withWbps(most).withRbps(most);
    Limits limits = Limits.none().with(IoLimits.none().withDevice(disk, wide));
    try (Cgroup group = cgroups.create("io", limits);
        StatisticsReader reader = group.statisticsReader()) {
      String write = "dd if=/dev/zero of=" + folder + "/file bs=64k count=16 oflag=direct";
      run(group, "exec " + write + " conv=notrunc");
      long first = reader.read().io().orElseThrow().of(disk).orElseThrow().bytesWritten();
      assertThat(first).isGreaterThanOrEqualTo(MIB);
      // The blocks are there now, so that nothing else need be written for the group.
      run(group, "exec " + write + " conv=notrunc");
      IoStatistics.Disk after = reader.read().io().orElseThrow().of(disk).orElseThrow();
      assertThat(after.bytesWritten() - first).isEqualTo(MIB);
      assertThat(after.writes()).isGreaterThanOrEqualTo(32);
      run(group, "exec dd if=" + folder + "/file of=/dev/null bs=64k count=8 iflag=direct");
      long read = reader.read().io().orElseThrow().of(disk).orElseThrow().bytesRead();
      assertThat(read - after.bytesRead()).isEqualTo(MIB / 2);
    }
  }

  @Test
  void pressure_ofHogsOnOneProcessor_isThereOnV2() throws Exception {
    try (Cgroup group = cgroups.create("pressure", Limits.none());
        StatisticsReader reader = group.statisticsReader()) {
      if (group.openMembers().stream().anyMatch(member -> !member.isLegacy())) {
        Process hogs = Placed.start(group, "for i in 1 2 3 4; do while :; do :; done & done; wait");
        while (reader.read().pressure().cpu().orElseThrow().some().total().isZero()) {
          Thread.sleep(10);
        }
        group.kill();
        assertThat(hogs.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.read().pressure().memory()).isPresent();
        assertThat(reader.read().pressure().io()).isPresent();
      } else {
        assertThat(reader.read().pressure().cpu()).isEmpty();
      }
    }
  }

  @Test
  void reader_ofAGroupThatIsGone_saysSo() throws Exception {
    Cgroup group = cgroups.create("gone", Limits.none());
    try (StatisticsReader reader = group.statisticsReader()) {
      group.close();
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(reader::read)
          .satisfies(e -> assertThat(e.is(Errno.ENODEV)).isTrue())
          .withMessageContaining("/gone/");
    }
  }
}
