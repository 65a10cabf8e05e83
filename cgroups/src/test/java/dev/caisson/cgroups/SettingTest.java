package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written for limits, on each version, in its order. */
final class SettingTest {

  private static final Set<Subsystem> ALL = EnumSet.allOf(Subsystem.class);
  private static final Hierarchy LEGACY = new LegacyHierarchy(Path.of("/x"), ALL);
  private static final Hierarchy UNIFIED = new UnifiedHierarchy(Path.of("/x"), ALL);
  private static final Limits LIMITS =
      Limits.none().withMemoryMax(1 << 20).withPidsMax(7).withCpuMax(CpuMax.ofCpus(0.25));

  private static List<String> lines(Hierarchy hierarchy, Limits limits) {
    return hierarchy.settings(limits).stream()
        .map(setting -> setting.file() + "=" + setting.value())
        .toList();
  }

  @Test
  void noLimits_writeNothing() {
    assertThat(lines(LEGACY, Limits.none())).isEmpty();
    assertThat(lines(UNIFIED, Limits.none())).isEmpty();
  }

  @Test
  void legacy_writesMemoryBeforeMemoryAndSwap_andNoDefaultPeriod() {
    assertThat(lines(LEGACY, LIMITS))
        .containsExactly(
            "memory.limit_in_bytes=1048576",
            "memory.memsw.limit_in_bytes=1048576",
            "cpu.cfs_quota_us=25000",
            "pids.max=7");
  }

  @Test
  void legacy_writesAnotherPeriodBeforeTheQuota() {
    CpuMax max = new CpuMax(Duration.ofMillis(2), Duration.ofMillis(10));
    assertThat(lines(LEGACY, Limits.none().withCpuMax(max)))
        .containsExactly("cpu.cfs_period_us=10000", "cpu.cfs_quota_us=2000");
  }

  @Test
  void unified_forbidsSwapAndKillsTheWholeGroup() {
    assertThat(lines(UNIFIED, LIMITS))
        .containsExactly(
            "memory.max=1048576",
            "memory.swap.max=0",
            "memory.oom.group=1",
            "cpu.max=25000 100000",
            "pids.max=7");
  }

  @Test
  void hierarchy_writesOnlyWhatItsControllersHold() {
    Hierarchy pids = new LegacyHierarchy(Path.of("/x"), EnumSet.of(Subsystem.PIDS));
    assertThat(lines(pids, LIMITS)).containsExactly("pids.max=7");
    Hierarchy cpu = new UnifiedHierarchy(Path.of("/x"), EnumSet.of(Subsystem.CPU));
    assertThat(lines(cpu, LIMITS)).containsExactly("cpu.max=25000 100000");
  }

  @Test
  void swapAccounting_isTheOnlyThingAKernelMayLack() {
    assertThat(LEGACY.settings(LIMITS).stream().filter(Setting::optional).map(Setting::file))
        .containsExactly("memory.memsw.limit_in_bytes");
    assertThat(UNIFIED.settings(LIMITS).stream().filter(Setting::optional).map(Setting::file))
        .containsExactly("memory.swap.max");
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
