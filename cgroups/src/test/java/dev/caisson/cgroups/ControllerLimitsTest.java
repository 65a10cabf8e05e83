package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The kernel's ranges, each at both of its ends. */
final class ControllerLimitsTest {

  private static final Duration MS = Duration.ofMillis(1);

  private static void assertRefused(ThrowingCallable call, String... said) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getMessage()).contains(said));
  }

  @Test
  void weight_outOfRange_isRefusedWithNameAndValue() {
    for (int weight : new int[] {-1, 0, 10_001}) {
      String value = ": " + weight;
      assertRefused(() -> CpuLimits.none().withWeight(weight), "cpu.weight", value);
      assertRefused(() -> IoLimits.none().withWeight(weight), "io.weight", value);
      assertRefused(() -> DeviceIoLimits.none().withWeight(weight), "io.weight", value);
    }
    assertThat(CpuLimits.none().withWeight(1).withWeight(10_000).weight()).hasValue(10_000);
  }

  @Test
  void cpu_thatContradictsItself_isRefused() {
    CpuLimits quota = CpuLimits.none().withMax(new CpuMax(MS, MS));
    assertRefused(() -> quota.withBurst(MS.plusMillis(1)), "cpu burst > quota");
    assertRefused(() -> CpuLimits.none().withBurst(MS.negated()), "cpu burst");
    assertRefused(() -> CpuLimits.none().withIdle(true).withWeight(5), "no weight: 5");
    assertRefused(() -> CpuLimits.none().withUclamp(60, 50), "60.0 > 50.0");
    assertRefused(() -> CpuLimits.none().withUclamp(-1, 50), "cpu.uclamp.min", ": -1.0");
    assertRefused(() -> CpuLimits.none().withUclamp(0, Double.NaN), "cpu.uclamp.max", "NaN");
  }

  @Test
  void memory_outOfRange_isRefusedWithNameAndValue() {
    MemoryLimits none = MemoryLimits.none();
    assertRefused(() -> none.withMax(4095), "memory.max", ": 4095");
    assertRefused(() -> none.withHigh(Bound.of(-1)), "memory.high", ": -1");
    assertRefused(() -> none.withLow(-1), "memory.low", ": -1");
    assertRefused(() -> none.withMin(Long.MAX_VALUE), "memory.min");
    assertRefused(() -> none.withSwap(Bound.of(-2)), "memory.swap.max", ": -2");
    long half = Long.MAX_VALUE / 2 + 1;
    assertRefused(() -> none.withMax(half).withSwap(Bound.of(half)), "memory.swap.max exceed");
  }

  @Test
  void numbers_areReadAndListedAsTheKernelDoes() {
    assertThat(NumberSet.parse("0-2,7\n")).hasToString("0,1,2,7");
    assertThat(NumberSet.parse("")).isEqualTo(NumberSet.of());
    assertThat(NumberSet.of(3, 1, 3)).hasToString("1,3");
    assertThat(NumberSet.parse("0-3").containsAll(NumberSet.of(1, 3))).isTrue();
    assertThat(NumberSet.parse("0-3").containsAll(NumberSet.of(4))).isFalse();
    for (String bad : List.of("a", "1-", "-1", "3-1", "1,,2", "0-9999999999", "8192", "1 2")) {
      assertRefused(() -> NumberSet.parse(bad), "not ");
    }
    assertRefused(() -> CpusetLimits.none().withCpus(NumberSet.of()), "cpuset.cpus without");
    assertRefused(() -> CpusetLimits.none().withMems(NumberSet.of()), "cpuset.mems without");
  }

  @Test
  void io_outOfRange_isRefusedWithNameAndValue() {
    DeviceIoLimits none = DeviceIoLimits.none();
    assertRefused(() -> none.withRbps(Bound.of(0)), "rbps", ": 0");
    assertRefused(() -> none.withWbps(Bound.of(-5)), "wbps", ": -5");
    assertRefused(() -> none.withRiops(Bound.of(0xffff_ffffL)), "riops", ": 4294967295");
    assertRefused(() -> none.withWiops(Bound.of(0)), "wiops");
    assertRefused(() -> none.withLatency(Duration.ZERO), "io.latency");
    assertRefused(() -> new BlockDevice(4096, 0), "major", ": 4096");
    assertRefused(() -> new BlockDevice(8, 1 << 20), "minor", ": 1048576");
  }

  @Test
  void names_thatWouldBreakALine_areRefused() {
    for (String name : List.of("", "a b", "a\nb", "\u00e9", "x".repeat(256))) {
      assertRefused(() -> MiscLimits.none().withMax(name, Bound.of(1)), "misc resource");
      assertRefused(
          () -> RdmaLimits.none().withDevice(name, Bound.UNLIMITED, Bound.UNLIMITED),
          "RDMA device");
      assertRefused(() -> new NetworkPriorities(Map.of(name, 1L)), "network interface");
    }
  }

  @Test
  void otherNumbers_outOfRange_areRefused() {
    assertRefused(() -> HugetlbLimits.none().withMax(3 << 20, Bound.of(0)), "no power of 2");
    assertRefused(() -> HugetlbLimits.none().withMax(2048, Bound.of(0)), "size of a huge page");
    assertRefused(() -> HugetlbLimits.none().withMax(2 << 20, Bound.of(-1)), "hugetlb max");
    assertRefused(() -> MiscLimits.none().withMax("a", Bound.of(-1)), "misc.max");
    assertRefused(
        () -> RdmaLimits.none().withDevice("a", Bound.of(1L << 31), Bound.of(0)), "rdma.max");
    assertRefused(() -> new NetworkClass(65_536, 0), "network class");
    assertRefused(() -> new NetworkPriorities(Map.of("lo", -1L)), "network priority");
    assertRefused(() -> new PidsLimits(Bound.of(0)), "pids.max");
    assertRefused(() -> DeviceRule.character(-1, 0, DeviceRule.Access.READ), "device", ": -1");
    assertRefused(() -> DeviceRule.all(DeviceRule.Kind.BLOCK), "allows nothing");
  }

  @Test
  void deviceRule_isWrittenAsV1HasIt() {
    DeviceRule rule =
        new DeviceRule(
            DeviceRule.Kind.CHARACTER,
            OptionalLong.of(136),
            OptionalLong.empty(),
            Set.of(DeviceRule.Access.MKNOD, DeviceRule.Access.READ));
    assertThat(rule).hasToString("c 136:* rm");
    assertThat(DeviceRule.block(8, 0, DeviceRule.Access.values())).hasToString("b 8:0 rwm");
  }

  @Test
  void limits_ofOneController_replaceEachOther_andNoneIsNone() {
    Limits limits = Limits.none().withPidsMax(5).withMemoryMax(8192);
    assertThat(limits.withPidsMax(6).pidsMax()).hasValue(6);
    assertThat(limits.withoutLimitsOf(Controller.PIDS))
        .isEqualTo(Limits.none().withMemoryMax(8192));
    assertThat(Limits.none().with(IoLimits.none()).isEmpty()).isTrue();
    assertThat(limits.counting(Controller.IO).controllers())
        .containsExactly(Controller.IO, Controller.PIDS, Controller.MEMORY);
    assertThat(limits.counting(Controller.IO).withPidsMax(7).counted())
        .containsExactly(Controller.IO);
    assertRefused(
        () -> new Limits(Map.of(Controller.CPU, MemoryLimits.none().withLow(1)), Set.of()),
        "cpu has limits of memory");
  }
}
