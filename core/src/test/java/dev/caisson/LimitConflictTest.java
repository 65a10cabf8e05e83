package dev.caisson;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.caisson.cgroups.CpuLimits;
import dev.caisson.cgroups.CpuMax;
import dev.caisson.cgroups.Limits;
import org.junit.jupiter.api.Test;

/** Limits that are set in two ways, in either order. */
final class LimitConflictTest {

  @Test
  void memory_besideLimitsOfIt_isRefused() {
    Limits limits = Limits.none().withMemoryMax(1 << 20);
    assertThatIllegalStateException()
        .isThrownBy(() -> Container.builder().memory(4096).limits(limits))
        .withMessage("memory is already limited to 4096");
    assertThatIllegalStateException()
        .isThrownBy(() -> Container.builder().limits(limits).memory(4096))
        .withMessage("memory is already limited by limits()");
  }

  @Test
  void processorTime_besideLimitsOfIt_isRefused() {
    Limits limits = Limits.none().with(CpuLimits.none().withWeight(5));
    assertThatIllegalStateException()
        .isThrownBy(() -> Container.builder().cpus(1).limits(limits))
        .withMessageStartingWith("cpu is already limited to " + CpuMax.ofCpus(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> Container.builder().limits(limits).cpus(1))
        .withMessage("cpu is already limited by limits()");
  }

  @Test
  void processes_besideLimitsOfThem_areRefused() {
    Limits limits = Limits.none().withPidsMax(9);
    assertThatIllegalStateException()
        .isThrownBy(() -> Container.builder().pids(7).limits(limits))
        .withMessage("pids is already limited to 7");
    assertThatIllegalStateException()
        .isThrownBy(() -> Container.builder().limits(limits).pids(7))
        .withMessage("pids is already limited by limits()");
  }

  @Test
  void limits_ofOtherControllers_goTogether_andAreSetOnce() {
    Limits limits = Limits.none().withMemoryMax(1 << 20);
    ContainerBuilder builder = Container.builder().pids(5).limits(limits).cpus(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.limits(Limits.none()))
        .withMessageContaining("limits is already set");
    assertThatNullPointerException()
        .isThrownBy(() -> Container.builder().limits(null))
        .withMessage("limits");
  }
}
