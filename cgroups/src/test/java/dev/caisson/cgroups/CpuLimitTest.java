package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.RootTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Limits of processor time, by what the kernel counts.
 *
 * <p>Other work on the machine can only take from a hog, so that a bound from above always holds,
 * and one from below in the best of some windows.
 */
@RootTest
final class CpuLimitTest {

  private static final String HOG = "while :; do :; done";
  private static final int WINDOWS = 8;

  private final Cgroups cgroups = Cgroups.host();

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private static long used(Cgroup group) throws CaissonException {
    return group.cpuUsage().orElseThrow().toNanos();
  }

  private static void end(Process process, Cgroup group) throws Exception {
    group.kill();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Measures which part of a processor a group uses, over some time. */
  private static double part(Cgroup group, Duration time) throws Exception {
    long from = System.nanoTime();
    long before = used(group);
    Thread.sleep(time.toMillis());
    // The clock is read outside of the counter, so that the part is not overstated.
    long after = used(group);
    return (double) (after - before) / (System.nanoTime() - from);
  }

  private static Limits quota(double cpus) {
    Duration period = Duration.ofMillis(50);
    Duration quota = Duration.ofNanos(1000 * Math.round(cpus * period.toNanos() / 1000));
    return Limits.none().withCpuMax(new CpuMax(quota, period));
  }

  private static void assertHeld(Cgroup group, double cpus) throws Exception {
    double best = 0;
    for (int i = 0; i < WINDOWS && best < 0.95 * cpus; i++) {
      double part = part(group, Duration.ofSeconds(3));
      assertThat(part).isLessThan(1.05 * cpus);
      best = Math.max(best, part);
    }
    assertThat(best).isGreaterThan(0.95 * cpus);
  }

  @Test
  void hog_isHeldToItsQuotaWithinFivePercent_andToAnother() throws Exception {
    try (Cgroup group = cgroups.create("quota", quota(0.1))) {
      Process hog = Placed.start(group, HOG);
      while (used(group) == 0) {
        Thread.sleep(1);
      }
      Thread.sleep(200);
      assertHeld(group, 0.1);
      group.limit(quota(0.2));
      Thread.sleep(200);
      assertHeld(group, 0.2);
      end(hog, group);
    }
  }

  @Test
  void hogs_onOneProcessor_shareItByWeight() throws Exception {
    Limits one = Limits.none().with(CpusetLimits.none().withCpus(NumberSet.of(0)));
    try (Cgroup light = cgroups.create("light", one.with(CpuLimits.none().withWeight(100)));
        Cgroup heavy = cgroups.create("heavy", one.with(CpuLimits.none().withWeight(300)))) {
      Process first = Placed.start(light, HOG);
      Process second = Placed.start(heavy, HOG);
      assertThat(bestRatio(light, heavy, 3)).isBetween(2.7, 3.3);
      heavy.limit(Limits.none().with(CpuLimits.none().withWeight(50)));
      assertThat(bestRatio(heavy, light, 2)).isBetween(1.8, 2.2);
      end(first, light);
      end(second, heavy);
    }
  }

  /** Returns the ratio of a window that comes nearest to what is expected. */
  private static double bestRatio(Cgroup less, Cgroup more, double expected) throws Exception {
    double best = 0;
    for (int i = 0; i < WINDOWS && Math.abs(best / expected - 1) > 0.1; i++) {
      long lessBefore = used(less);
      long moreBefore = used(more);
      while (used(more) - moreBefore < 600_000_000L) {
        Thread.sleep(20);
      }
      double ratio = (double) (used(more) - moreBefore) / Math.max(1, used(less) - lessBefore);
      best = Math.abs(ratio - expected) < Math.abs(best - expected) ? ratio : best;
    }
    return best;
  }

  @Test
  void idleHog_leavesTheProcessorToOthers() throws Exception {
    Limits one = Limits.none().with(CpusetLimits.none().withCpus(NumberSet.of(0)));
    try (Cgroup idle = cgroups.create("idle", one.with(CpuLimits.none().withIdle(true)));
        Cgroup busy = cgroups.create("busy", one.counting(Controller.CPU))) {
      Process first = Placed.start(idle, HOG);
      Process second = Placed.start(busy, HOG);
      while (used(busy) == 0 || used(idle) == 0) {
        Thread.sleep(1);
      }
      long before = used(idle);
      long from = used(busy);
      while (used(busy) - from < 500_000_000L) {
        Thread.sleep(20);
      }
      assertThat(used(idle) - before).isLessThan((used(busy) - from) / 10);
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> idle.limit(Limits.none().with(CpuLimits.none().withWeight(5))))
          .withMessageContaining("EINVAL")
          .withMessageContaining("an idle group has no weight");
      idle.limit(Limits.none().with(CpuLimits.none().withIdle(false).withWeight(5)));
      end(first, idle);
      end(second, busy);
    }
  }

  @Test
  void uclamp_onAKernelWithoutIt_isRefusedAndLeavesNothing() throws Exception {
    Limits limits = Limits.none().with(CpuLimits.none().withUclamp(10, 50));
    try (Cgroup group = cgroups.create("clamped", limits)) {
      assertThat(group.cpuUsage()).isPresent();
    } catch (UnsupportedHostException e) {
      assertThat(e).hasMessageContaining("cpu.uclamp.min").hasMessageContaining("CONFIG_UCLAMP");
      // The name is free again.
      cgroups.create("clamped", Limits.none()).close();
    }
  }

  @Test
  void cpuset_isWhereItsProcessesRun() throws Exception {
    for (int cpu : new int[] {0, 1}) {
      Limits limits = Limits.none().with(CpusetLimits.none().withCpus(NumberSet.of(cpu)));
      try (Cgroup group = cgroups.create("cpuset", limits)) {
        // nproc(1) counts what sched_getaffinity(2) says.
        Process process =
            Placed.start(
                group,
                "grep -q '^Cpus_allowed_list:[[:space:]]"
                    + cpu
                    + "$' /proc/self/status || exit 98;"
                    + " exit $(nproc)");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
      }
    }
  }

  @Test
  void cpuset_withoutThatOfTheMachine_isRefused() throws Exception {
    for (CpusetLimits limits :
        new CpusetLimits[] {
          CpusetLimits.none().withCpus(NumberSet.of(0, 8000)),
          CpusetLimits.none().withMems(NumberSet.of(900))
        }) {
      assertThatExceptionOfType(CaissonException.class)
          .isThrownBy(() -> cgroups.create("nowhere", Limits.none().with(limits)))
          .withMessageContaining("/nowhere/cpuset.")
          .satisfies(e -> assertThat(e.remedy().orElseThrow()).startsWith("give "));
    }
    cgroups.create("nowhere", Limits.none()).close();
  }
}
