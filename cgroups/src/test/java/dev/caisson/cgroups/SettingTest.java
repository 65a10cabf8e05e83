package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.UnsupportedHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written for limits, on each version, in its order. */
final class SettingTest {

  private static final Set<Subsystem> ALL = EnumSet.allOf(Subsystem.class);
  private static final Hierarchy LEGACY = new LegacyHierarchy(Path.of("/x"), ALL);
  private static final Hierarchy UNIFIED = new UnifiedHierarchy(Path.of("/x"), ALL);
  private static final BlockDevice DISK = new BlockDevice(254, 0);
  private static final Limits LIMITS =
      Limits.none().withMemoryMax(1 << 20).withPidsMax(7).withCpuMax(CpuMax.ofCpus(0.25));

  private static List<String> lines(Hierarchy hierarchy, Limits limits) throws Exception {
    return hierarchy.settings(limits).stream()
        .map(
            setting ->
                setting instanceof FileSetting file
                    ? file.file() + "=" + file.text()
                    : setting.toString())
        .toList();
  }

  private static List<String> lines(Hierarchy hierarchy, ControllerLimits limits) throws Exception {
    return lines(hierarchy, Limits.none().with(limits));
  }

  private static void assertRefused(Hierarchy hierarchy, ControllerLimits limits, String what) {
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> hierarchy.settings(Limits.none().with(limits)))
        .withMessageContaining("limit " + limits.controller() + " on " + hierarchy)
        .withMessageContaining(what);
  }

  @Test
  void noLimits_writeNothing() throws Exception {
    assertThat(lines(LEGACY, Limits.none())).isEmpty();
    assertThat(lines(UNIFIED, Limits.none())).isEmpty();
  }

  @Test
  void legacy_setsMemoryWithMemoryAndSwap() throws Exception {
    assertThat(LEGACY.settings(LIMITS))
        .containsExactly(
            new LegacyBandwidth(Optional.of("25000"), Optional.of("100000"), OptionalLong.empty()),
            FileSetting.required("pids.max", 7),
            new LegacyMemory(Bound.of(1 << 20), Bound.of(1 << 20), false));
  }

  @Test
  void unified_forbidsSwapAndKillsTheWholeGroup_andLimitsMemoryLast() throws Exception {
    assertThat(lines(UNIFIED, LIMITS))
        .containsExactly(
            "cpu.max=25000 100000",
            "pids.max=7",
            "memory.oom.group=1",
            "memory.swap.max=0",
            "memory.max=1048576");
  }

  @Test
  void memory_lifted_liftsSwapToo() throws Exception {
    MemoryLimits lifted = MemoryLimits.none().withMax(Bound.UNLIMITED);
    assertThat(lines(UNIFIED, lifted)).containsExactly("memory.swap.max=max", "memory.max=max");
    assertThat(LEGACY.settings(Limits.none().with(lifted)))
        .containsExactly(new LegacyMemory(Bound.UNLIMITED, Bound.UNLIMITED, false));
  }

  @Test
  void swap_isAddedToMemoryOnV1_andNeedsALimitOfItThere() throws Exception {
    MemoryLimits limits = MemoryLimits.none().withMax(1 << 20).withSwap(Bound.of(4096));
    assertThat(LEGACY.settings(Limits.none().with(limits)))
        .containsExactly(new LegacyMemory(Bound.of(1 << 20), Bound.of((1 << 20) + 4096), true));
    assertThat(lines(UNIFIED, limits))
        .containsExactly("memory.oom.group=1", "memory.swap.max=4096", "memory.max=1048576");
    MemoryLimits alone = MemoryLimits.none().withSwap(Bound.of(4096));
    assertThat(lines(UNIFIED, alone)).containsExactly("memory.swap.max=4096");
    assertRefused(LEGACY, alone, "swap without one of memory");
  }

  @Test
  void memory_thatV1CannotProtectOrSlow_isRefusedThere() throws Exception {
    MemoryLimits high = MemoryLimits.none().withHigh(Bound.of(8192));
    assertRefused(LEGACY, high, "memory.high");
    assertRefused(LEGACY, MemoryLimits.none().withMin(8192), "memory.min");
    assertRefused(LEGACY, MemoryLimits.none().withOomGroup(true), "memory.oom.group");
    assertThat(lines(LEGACY, MemoryLimits.none().withLow(8192)))
        .containsExactly("memory.soft_limit_in_bytes=8192");
    assertThat(lines(UNIFIED, high.withLow(4096).withMin(0).withOomGroup(false)))
        .containsExactly(
            "memory.min=0", "memory.low=4096", "memory.high=8192", "memory.oom.group=0");
  }

  @Test
  void cpuWeight_onV1_isWhatTheKernelMakesOfIt() throws Exception {
    assertThat(lines(LEGACY, CpuLimits.none().withWeight(100))).containsExactly("cpu.shares=1024");
    assertThat(lines(LEGACY, CpuLimits.none().withWeight(1))).containsExactly("cpu.shares=10");
    assertThat(lines(LEGACY, CpuLimits.none().withWeight(10_000)))
        .containsExactly("cpu.shares=102400");
    assertThat(lines(UNIFIED, CpuLimits.none().withWeight(7))).containsExactly("cpu.weight=7");
  }

  @Test
  void cpuBurst_isWithdrawnBeforeANewQuota_andSetAfterIt() throws Exception {
    CpuLimits limits = CpuLimits.none().withMax(CpuMax.ofCpus(0.1)).withBurst(Duration.ofMillis(5));
    assertThat(lines(UNIFIED, limits))
        .containsExactly("cpu.max.burst=0", "cpu.max=10000 100000", "cpu.max.burst=5000");
    assertThat(lines(UNIFIED, CpuLimits.none().withMax(CpuMax.UNLIMITED)))
        .containsExactly("cpu.max=max 100000");
    assertThat(LEGACY.settings(Limits.none().with(limits.withMax(CpuMax.UNLIMITED))))
        .containsExactly(
            new LegacyBandwidth(Optional.of("-1"), Optional.of("100000"), OptionalLong.of(5000)));
  }

  @Test
  void uclampAndIdle_areTheSameOnBoth() throws Exception {
    CpuLimits limits = CpuLimits.none().withUclamp(12.5, 80).withIdle(false).withWeight(100);
    assertThat(lines(UNIFIED, limits))
        .containsExactly(
            "cpu.idle=0",
            "cpu.weight=100",
            "cpu.uclamp.min=0",
            "cpu.uclamp.max=80.00",
            "cpu.uclamp.min=12.50");
    assertThat(lines(LEGACY, CpuLimits.none().withIdle(true))).containsExactly("cpu.idle=1");
  }

  @Test
  void io_isALineOfADevice_onV1InAFileForEachBound() throws Exception {
    DeviceIoLimits disk =
        DeviceIoLimits.none().withRbps(Bound.of(1 << 20)).withWiops(Bound.UNLIMITED);
    IoLimits limits = IoLimits.none().withDevice(DISK, disk);
    assertThat(lines(UNIFIED, limits)).containsExactly("io.max=254:0 rbps=1048576 wiops=max");
    assertThat(lines(LEGACY, limits))
        .containsExactly(
            "blkio.throttle.read_bps_device=254:0 1048576",
            "blkio.throttle.write_iops_device=254:0 0");
  }

  @Test
  void ioLatency_isRefusedOnV1() throws Exception {
    DeviceIoLimits disk = DeviceIoLimits.none().withLatency(Duration.ofMillis(75));
    IoLimits limits = IoLimits.none().withDevice(DISK, disk);
    assertThat(lines(UNIFIED, limits)).containsExactly("io.latency=254:0 target=75000");
    assertRefused(LEGACY, limits, "io.latency");
  }

  @Test
  void ioWeight_ofADiskThatIsNotSharedOutByWeight_isRefused() {
    DeviceIoLimits disk = DeviceIoLimits.none().withWeight(50);
    IoLimits limits = IoLimits.none().withDevice(new BlockDevice(4095, 1), disk);
    for (Hierarchy hierarchy : List.of(LEGACY, UNIFIED)) {
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> hierarchy.settings(Limits.none().with(limits)))
          .withMessageContaining("by weight on " + hierarchy)
          .withMessageContaining("4095:1: the disk is not")
          .withMessageContaining("bfq");
    }
  }

  @Test
  void ioWeight_ofBfq_isConvertedToItsRange() throws Exception {
    WeighedDisks disks = new WeighedDisks(UNIFIED, Set.of(DISK), Set.of());
    assertThat(disks.unified(10_000, Optional.of(DISK)))
        .containsExactly(FileSetting.line("io.bfq.weight", "254:0", "1000", "default"));
    assertThat(disks.legacy(100, Optional.empty()))
        .containsExactly(FileSetting.required("blkio.bfq.weight", 100));
    WeighedDisks both = new WeighedDisks(UNIFIED, Set.of(DISK), Set.of(new BlockDevice(8, 0)));
    assertThat(both.unified(1, Optional.empty()))
        .containsExactly(
            FileSetting.line("io.bfq.weight", "default", "1", "100"),
            FileSetting.line("io.weight", "default", "1", "100"));
  }

  @Test
  void hugetlb_namesThePageSizeAsTheKernelDoes() throws Exception {
    HugetlbLimits limits = HugetlbLimits.none().withMax(2 << 20, Bound.of(4 << 20));
    assertThat(lines(UNIFIED, limits))
        .containsExactly("hugetlb.2MB.max=4194304", "hugetlb.2MB.rsvd.max=4194304");
    assertThat(lines(LEGACY, HugetlbLimits.none().withMax(1 << 30, Bound.UNLIMITED)))
        .containsExactly("hugetlb.1GB.limit_in_bytes=-1", "hugetlb.1GB.rsvd.limit_in_bytes=-1");
    assertThat(HugetlbLimits.name(64 << 10)).isEqualTo("64KB");
    assertThat(HugetlbLimits.name(32 << 20)).isEqualTo("32MB");
    assertThat(HugetlbLimits.name(16L << 30)).isEqualTo("16GB");
  }

  @Test
  void rdmaMiscAndNetwork_areLinesOfTheirFiles() throws Exception {
    RdmaLimits rdma = RdmaLimits.none().withDevice("mlx4_0", Bound.of(2), Bound.UNLIMITED);
    assertThat(lines(UNIFIED, rdma)).containsExactly("rdma.max=mlx4_0 hca_handle=2 hca_object=max");
    assertThat(lines(LEGACY, MiscLimits.none().withMax("sev", Bound.of(3))))
        .containsExactly("misc.max=sev 3");
    assertThat(lines(LEGACY, new NetworkClass(0x10, 1))).containsExactly("net_cls.classid=1048577");
    assertThat(lines(LEGACY, new NetworkPriorities(java.util.Map.of("lo", 5L))))
        .containsExactly("net_prio.ifpriomap=lo 5");
  }

  @Test
  void hierarchy_writesOnlyWhatItsControllersHold() throws Exception {
    Hierarchy pids = new LegacyHierarchy(Path.of("/x"), EnumSet.of(Subsystem.PIDS));
    assertThat(lines(pids, LIMITS)).containsExactly("pids.max=7");
    Hierarchy cpu = new UnifiedHierarchy(Path.of("/x"), EnumSet.of(Subsystem.CPU));
    assertThat(lines(cpu, LIMITS)).containsExactly("cpu.max=25000 100000");
  }

  @Test
  void source_ofALineAmongMany_findsTheWholeWord() {
    String events = "low 1\nhigh 2\noom_group_kill 9\noom_kill 4\n";
    assertThat(Source.keyed("memory.events", "oom_kill").parse(events)).hasValue(4);
    assertThat(Source.keyed("memory.events", "oom").parse(events)).isEmpty();
  }

  @Test
  void source_ofMicroseconds_givesNanoseconds() {
    assertThat(UNIFIED.source(Counter.CPU_USAGE).parse("usage_usec 12\nuser_usec 3"))
        .hasValue(12_000);
    assertThat(LEGACY.source(Counter.CPU_USAGE).parse("12")).hasValue(12);
  }
}
