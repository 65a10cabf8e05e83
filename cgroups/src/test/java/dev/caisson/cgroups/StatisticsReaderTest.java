package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of files as kernels have written them. */
final class StatisticsReaderTest {

  @TempDir private Path top;
  private Instance instance;
  private Path group;

  @BeforeEach
  void record() {
    group = top;
  }

  @AfterEach
  void release() {
    instance.release();
  }

  /** Makes a group in a recorded hierarchy that has everything. */
  private Member member(boolean unified) throws IOException {
    RecordedTree tree = new RecordedTree(top);
    if (unified) {
      tree.unified("cpuset cpu io memory hugetlb pids", "/");
    } else {
      tree.legacy("cpuacct,cpu,memory,pids,blkio,hugetlb", "/");
    }
    instance = Instance.open(tree.layout().usable().get(Subsystem.MEMORY));
    group = Path.of(instance.directory().path("g"));
    Files.createDirectories(group);
    return new Member(instance, "g", false);
  }

  private void file(String name, String... lines) throws IOException {
    RecordedTree.group(group, name, String.join("\n", lines) + "\n");
  }

  private static Statistics read(Member member) throws CaissonException {
    try (StatisticsReader reader = StatisticsReader.open(List.of(member))) {
      return reader.read();
    }
  }

  private void recordUnified() throws IOException {
    file(
        "cpu.stat",
        "usage_usec 1500003",
        "user_usec 1000002",
        "system_usec 500001",
        "core_sched.force_idle_usec 0",
        "nr_periods 20",
        "nr_throttled 3",
        "throttled_usec 250",
        "nr_bursts 1",
        "burst_usec 7");
    file("memory.current", "8192");
    file("memory.peak", "16384");
    file("memory.swap.current", "4096");
    file(
        "memory.stat", "anon 4096", "file 2048", "kernel 1024", "kernel_stack 99", "file_mapped 5");
    file("memory.events", "low 1", "high 2", "max 3", "oom 4", "oom_kill 5", "oom_group_kill 6");
    file("pids.current", "4");
    file("pids.peak", "9");
    file("pids.events", "max 11");
    file(
        "io.stat",
        "254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6 cost.usage=77",
        "8:16 ",
        "7:0 rbytes=18446744073709 wbytes=0 rios=1 wios=0 dbytes=0 dios=0");
    file(
        "cpu.pressure",
        "some avg10=1.50 avg60=0.25 avg300=100.00 total=1439881",
        "full avg10=0.00 avg60=0.00 avg300=0.07 total=3");
    file("io.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0");
  }

  @Test
  void unifiedGroup_isReadWhole() throws Exception {
    Member member = member(true);
    recordUnified();
    Statistics read = read(member);
    assertThat(read.cpu())
        .contains(
            new CpuStatistics(
                Duration.ofNanos(1_500_003_000),
                Duration.ofNanos(1_000_002_000),
                Duration.ofNanos(500_001_000),
                java.util.Optional.of(
                    new CpuStatistics.Throttling(
                        20, 3, Duration.ofNanos(250_000), 1, Duration.ofNanos(7000)))));
    MemoryStatistics memory = read.memory().orElseThrow();
    assertThat(memory.current()).isEqualTo(8192);
    assertThat(memory.peak()).hasValue(16384);
    assertThat(memory.anon()).isEqualTo(4096);
    assertThat(memory.file()).isEqualTo(2048);
    assertThat(memory.kernel()).hasValue(1024);
    assertThat(memory.swap()).hasValue(4096);
    assertThat(memory.events().low()).hasValue(1);
    assertThat(memory.events().high()).hasValue(2);
    assertThat(memory.events().max()).hasValue(3);
    assertThat(memory.events().oom()).hasValue(4);
    assertThat(memory.events().oomKill()).hasValue(5);
    assertThat(memory.events().oomGroupKill()).hasValue(6);
    assertThat(read.pids().orElseThrow().peak()).hasValue(9);
    assertThat(read.pidsCurrent()).hasValue(4);
    assertThat(read.pidsDenied()).hasValue(11);
  }

  @Test
  void unifiedGroup_showsEachDisk_alsoOneThatDidNothing() throws Exception {
    Member member = member(true);
    recordUnified();
    IoStatistics io = read(member).io().orElseThrow();
    assertThat(io.disks())
        .containsExactly(
            new IoStatistics.Disk(new BlockDevice(254, 0), 1, 2, 5, 3, 4, 6),
            new IoStatistics.Disk(new BlockDevice(8, 16), 0, 0, 0, 0, 0, 0),
            new IoStatistics.Disk(new BlockDevice(7, 0), 18446744073709L, 0, 0, 1, 0, 0));
    assertThat(io.of(new BlockDevice(7, 0)).orElseThrow().reads()).isEqualTo(1);
    assertThat(io.of(new BlockDevice(1, 1))).isEmpty();
  }

  @Test
  void pressure_isReadToTheHundredth_withoutWhatTheKernelDoesNotSay() throws Exception {
    Member member = member(true);
    recordUnified();
    PressureStatistics pressure = read(member).pressure();
    PressureStatistics.Pressure cpu = pressure.cpu().orElseThrow();
    assertThat(cpu.some())
        .isEqualTo(new PressureStatistics.Stall(1.5, 0.25, 100, Duration.ofNanos(1_439_881_000)));
    assertThat(cpu.full().orElseThrow().avg300()).isEqualTo(0.07);
    assertThat(pressure.io().orElseThrow().full()).isEmpty();
    assertThat(pressure.memory()).isEmpty();
  }

  @Test
  void legacyGroup_isReadFromAllItsFiles() throws Exception {
    Member member = member(false);
    file("cpuacct.usage_user", "70");
    file("cpuacct.usage_sys", "7");
    file("cpu.stat", "nr_periods 2", "nr_throttled 1", "throttled_time 5");
    file("memory.usage_in_bytes", "8192");
    file("memory.max_usage_in_bytes", "16384");
    file("memory.failcnt", "12");
    file("memory.oom_control", "oom_kill_disable 0", "under_oom 0", "oom_kill 2");
    file("memory.stat", "cache 1", "rss 1", "total_cache 300", "total_rss 200", "total_rss_huge 9");
    file("pids.current", "4");
    file("pids.events", "max 0");
    file(
        "blkio.throttle.io_service_bytes_recursive",
        "254:0 Read 10",
        "254:0 Write 20",
        "254:0 Sync 30",
        "254:0 Discard 3",
        "254:0 Total 33",
        "7:1 Read 5",
        "Total 38");
    file(
        "blkio.throttle.io_serviced_recursive",
        "254:0 Read 1",
        "254:0 Write 2",
        "254:0 Async 0",
        "Total 3");
    Statistics read = read(member);
    assertThat(read.cpuUsage()).contains(Duration.ofNanos(77));
    CpuStatistics.Throttling throttling = read.cpu().orElseThrow().throttling().orElseThrow();
    assertThat(throttling.throttled()).isEqualTo(1);
    assertThat(throttling.time()).isEqualTo(Duration.ofNanos(5));
    assertThat(throttling.bursts()).isZero();
    MemoryStatistics memory = read.memory().orElseThrow();
    assertThat(memory.anon()).isEqualTo(200);
    assertThat(memory.file()).isEqualTo(300);
    assertThat(memory.kernel()).isEmpty();
    assertThat(memory.swap()).isEmpty();
    assertThat(memory.events().max()).hasValue(12);
    assertThat(memory.events().oom()).isEmpty();
    assertThat(read.outOfMemoryKills()).hasValue(2);
    assertThat(read.memoryPeak()).hasValue(16384);
    assertThat(read.pids().orElseThrow().peak()).isEmpty();
    assertThat(read.io().orElseThrow().disks())
        .containsExactly(
            new IoStatistics.Disk(new BlockDevice(254, 0), 10, 20, 3, 1, 2, 0),
            new IoStatistics.Disk(new BlockDevice(7, 1), 5, 0, 0, 0, 0, 0));
    assertThat(read.pressure().cpu()).isEmpty();
  }

  @Test
  void group_ofWhichNothingIsCounted_hasNothing() throws Exception {
    Statistics read = read(member(true));
    assertThat(read.cpu()).isEmpty();
    assertThat(read.memory()).isEmpty();
    assertThat(read.pids()).isEmpty();
    assertThat(read.io()).isEmpty();
    assertThat(read.hugetlb()).isEmpty();
    assertThat(read.memoryPeak()).isEmpty();
    assertThat(read.outOfMemoryKills()).isEmpty();
  }

  @Test
  void file_thatIsLongerThanTheMemory_isReadWhole() throws Exception {
    Member member = member(true);
    recordUnified();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append("key").append(i).append(" 1\n");
    }
    file("memory.stat", text + "anon 5", "file 6");
    assertThat(read(member).memory().orElseThrow().file()).isEqualTo(6);
  }

  @Test
  void reader_seesWhatChanges_andGoesBackToTheStart() throws Exception {
    Member member = member(true);
    recordUnified();
    try (StatisticsReader reader = StatisticsReader.open(List.of(member))) {
      assertThat(reader.read().pidsCurrent()).hasValue(4);
      file("pids.current", "123456");
      assertThat(reader.read().pidsCurrent()).hasValue(123456);
      file("pids.current", "7");
      assertThat(reader.read().pidsCurrent()).hasValue(7);
    }
  }

  @Test
  void file_thatIsNoNumber_isAnError() throws Exception {
    Member member = member(true);
    recordUnified();
    file("pids.current", "many");
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> read(member))
        .withMessageContaining("many");
  }

  @Test
  void file_thatCannotBeRead_isAnErrorAndNoAbsence() throws Exception {
    Member member = member(true);
    recordUnified();
    Files.delete(group.resolve("pids.current"));
    Files.createDirectory(group.resolve("pids.current"));
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> read(member))
        .satisfies(e -> assertThat(e.is(Errno.EISDIR)).isTrue())
        .withMessageContaining(group.resolve("pids.current").toString());
  }

  @Test
  void closedReader_readsNothing() throws Exception {
    StatisticsReader reader = StatisticsReader.open(List.of(member(true)));
    reader.close();
    reader.close();
    assertThatIllegalStateException().isThrownBy(reader::read).withMessageContaining("closed");
  }
}
