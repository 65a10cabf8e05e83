package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitsTest {

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 4095, 9223372036854710272L, Long.MAX_VALUE})
  void memory_outOfRange_isRefusedWithNameAndValue(long bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.none().withMemoryMax(bytes))
        .withMessageContaining("memory.max")
        .withMessageEndingWith(": " + bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {4096, 9223372036854710271L})
  void memory_atTheEndsOfTheRange_isTaken(long bytes) {
    assertThat(Limits.none().withMemoryMax(bytes).memoryMax()).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 4194305})
  void pids_outOfRange_areRefusedWithNameAndValue(long count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.none().withPidsMax(count))
        .withMessage("pids.max not from 1 to 4194304: " + count);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.00999, 2e8, Double.NaN, Double.POSITIVE_INFINITY})
  void cpus_outOfRange_areRefusedWithValue(double cpus) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CpuMax.ofCpus(cpus))
        .withMessageContaining("cpus")
        .withMessageEndingWith(": " + cpus);
  }

  @Test
  void cpus_ofAFraction_areItsShareOfThePeriod() {
    assertThat(CpuMax.ofCpus(0.5))
        .isEqualTo(new CpuMax(Duration.ofMillis(50), Duration.ofMillis(100)));
    assertThat(CpuMax.ofCpus(0.01).quota()).contains(Duration.ofMillis(1));
    assertThat(CpuMax.ofCpus(3).quota()).contains(Duration.ofMillis(300));
  }

  @Test
  void cpuMax_ofWhatTheKernelCannotHold_isRefused() {
    Duration ms = Duration.ofMillis(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CpuMax(Duration.ofNanos(1_000_001), ms))
        .withMessageContaining("cpu quota");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CpuMax(Duration.ofDays(366), ms))
        .withMessageContaining("cpu quota");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CpuMax(ms, Duration.ofMillis(1001)))
        .withMessageContaining("cpu period");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CpuMax(ms, Duration.ofNanos(999_000)))
        .withMessageContaining("cpu period");
  }

  @Test
  void controllers_areThoseOfTheLimitsThatAreSet() {
    assertThat(Limits.none().controllers()).isEmpty();
    assertThat(Limits.none().isEmpty()).isTrue();
    Limits limits = Limits.none().withPidsMax(5).withCpuMax(CpuMax.ofCpus(1));
    assertThat(limits.controllers()).containsExactlyInAnyOrder(Controller.PIDS, Controller.CPU);
    assertThat(limits.isEmpty()).isFalse();
  }
}
