package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.cgroups.CpuLimits;
import dev.caisson.cgroups.CpusetLimits;
import dev.caisson.cgroups.DeviceLimits;
import dev.caisson.cgroups.DeviceRule;
import dev.caisson.cgroups.Limits;
import dev.caisson.cgroups.NumberSet;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits, by their effect on commands that exceed them. */
final class LimitTest {

  private static final String SPIN = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void memoryHog_isOutOfMemory() throws Exception {
      Result result = busybox("probe", "hog", "512").memory(32 << 20).run();
      assertThat(result.ending()).isEqualTo(Ending.OUT_OF_MEMORY);
      assertThat(result.exitCode()).isEmpty();
      assertThat(result.signal()).isPresent();
      assertThat(result.stdout().text()).isEmpty();
      assertThat(result.peakMemory().orElseThrow()).isLessThanOrEqualTo(32 << 20);
    }

    @Test
    void hogThatIsAChildOfTheShell_isOutOfMemory() throws Exception {
      Result result = shell("probe hog 512; sleep 600; echo went on").memory(32 << 20).run();
      assertThat(result.ending()).isEqualTo(Ending.OUT_OF_MEMORY);
      assertThat(result.stdout().text()).isEmpty();
    }

    @Test
    void hogInAFile_isOutOfMemory() throws Exception {
      Result result = busybox("dd", "if=/dev/zero", "of=/x", "bs=1048576").memory(32 << 20).run();
      assertThat(result.ending()).isEqualTo(Ending.OUT_OF_MEMORY);
    }

    @Test
    void memoryBelowTheLimit_isHad() throws Exception {
      Result result = busybox("probe", "hog", "16").memory(32 << 20).run();
      assertThat(result.stdout().text()).isEqualTo("had it all\n");
      assertThat(result.ending()).isEqualTo(Ending.EXIT);
      assertThat(result.peakMemory().orElseThrow()).isBetween(16L << 20, 32L << 20);
    }

    @Test
    void cpuQuota_holdsTimeBack() throws Exception {
      Result result =
          endless("sh", "-c", "while :; do :; done & while :; do :; done")
              .cpus(0.2)
              .timeout(Duration.ofSeconds(1))
              .run();
      assertThat(result.ending()).isEqualTo(Ending.TIMEOUT);
      // A period's quota may be used at either end of the time.
      assertThat(result.cpuTime())
          .isLessThan(result.wallTime().dividedBy(5).plus(Duration.ofMillis(100)));
    }

    @Test
    void cpuTime_includesOrphansThatNobodyWaitedFor() throws Exception {
      Result whole =
          shell(
                  "(setsid sh -c '"
                      + SPIN
                      + "; echo > /done' &); until [ -e /done ]; do sleep 0.01; done")
              .run();
      Result idle = shell("true").run();
      assertThat(whole.cpuTime()).isGreaterThan(idle.cpuTime());
    }

    @Test
    void limits_ofAnyController_holdInTheContainer() throws Exception {
      Limits limits =
          Limits.none()
              .with(CpusetLimits.none().withCpus(NumberSet.of(1)))
              .with(DeviceLimits.standard())
              .with(CpuLimits.none().withWeight(50))
              .withPidsMax(5);
      String script = "grep Cpus_allowed_list /proc/self/status; head -c 1 /dev/zero | wc -c";
      Result result = shell(script).limits(limits).memory(64 << 20).run();
      assertThat(result.stdout().text()).isEqualTo("Cpus_allowed_list:\t1\n1\n");
      String forks = "for i in 1 2 3 4 5 6 7 8; do sleep 600 & done; echo all";
      assertThat(shell(forks).limits(limits).run().stdout().text()).doesNotContain("all");
    }

    @Test
    void device_thatIsNotAllowed_isRefused() throws Exception {
      DeviceRule zero = DeviceRule.character(1, 5, DeviceRule.Access.READ);
      DeviceRule terminals =
          new DeviceRule(
              DeviceRule.Kind.CHARACTER,
              OptionalLong.of(5),
              OptionalLong.empty(),
              Set.of(DeviceRule.Access.READ, DeviceRule.Access.WRITE));
      DeviceRule nothing =
          DeviceRule.character(1, 3, DeviceRule.Access.READ, DeviceRule.Access.WRITE);
      Limits limits = Limits.none().with(DeviceLimits.of(zero, terminals, nothing));
      Result result =
          shell("head -c 1 /dev/zero >/dev/null && echo zero; head -c 1 /dev/urandom")
              .limits(limits)
              .run();
      assertThat(result.stdout().text()).isEqualTo("zero\n");
      assertThat(result.stderr().text()).contains("Operation not permitted");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void processesUpToTheLimit_canRun(int count) throws Exception {
      for (int i = 0; i < 10; i++) {
        Result result = busybox("true").pids(count).run();
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.processLimit()).isEqualTo(ProcessLimit.CGROUP);
      }
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @Test
    void forkBomb_endsWithTheTimeout() throws Exception {
      String mark = Marked.unique();
      Result result =
          endless("sh", "-c", "bomb() { bomb | bomb & bomb; }; bomb", mark)
              .env(Marked.VARIABLE, mark)
              .pids(40)
              .timeout(Duration.ofSeconds(1))
              .run();
      assertThat(result.ending()).isIn(Ending.TIMEOUT, Ending.EXIT, Ending.SIGNAL);
      assertThat(Marked.processes(mark)).isEmpty();
    }

    @Test
    void processes_areNoMoreThanTheLimit() throws Exception {
      String script = "i=0; while [ $i -lt 60 ]; do sleep 600 & i=$((i+1)); done; echo all";
      Result result = shell(script).pids(20).run();
      assertThat(result.stdout().text()).doesNotContain("all");
      assertThat(result.stderr().text()).contains("can't fork");
      assertThat(result.processLimit()).isNotEqualTo(ProcessLimit.NOTHING);
    }

    @Test
    void endlessOutput_endsAtTheLimitExactly() throws Exception {
      Result result = busybox("yes").outputLimit(1_000_001).run();
      assertThat(result.ending()).isEqualTo(Ending.OUTPUT_LIMIT);
      assertThat(result.stdout().length()).isEqualTo(1_000_001);
      assertThat(result.exitCode()).isEmpty();
    }

    @Test
    void endlessErrors_countToo() throws Exception {
      Result result = shell("yes & yes >&2").outputLimit(1_000_000).run();
      assertThat(result.ending()).isEqualTo(Ending.OUTPUT_LIMIT);
      assertThat(result.stdout().length() + result.stderr().length()).isEqualTo(1_000_000);
    }

    @Test
    void endlessOutputInAPipe_endsAtTheLimitExactly() throws Exception {
      try (RunningContainer yes = busybox("yes").outputLimit(1_000_001).start();
          InputStream stdout = yes.stdout()) {
        assertThat(stdout.readAllBytes()).hasSize(1_000_001);
        assertThat(yes.waitFor().ending()).isEqualTo(Ending.OUTPUT_LIMIT);
      }
    }

    @Test
    void excessThatIsReadAfterTheEnd_isNoExit() throws Exception {
      try (RunningContainer both =
          shell("head -c 3000 /dev/zero; head -c 3000 /dev/zero >&2").outputLimit(5999).start()) {
        assertThat(both.waitFor().ending()).isEqualTo(Ending.OUTPUT_LIMIT);
        assertThat(both.stdout().readAllBytes()).hasSize(3000);
        assertThat(both.stderr().readAllBytes()).hasSize(2999);
      }
    }

    @Test
    void outputOfTheLimitExactly_mayBeReadAfterTheEnd() throws Exception {
      try (RunningContainer both =
          shell("head -c 3000 /dev/zero; head -c 3000 /dev/zero >&2").outputLimit(6000).start()) {
        assertThat(both.waitFor().ending()).isEqualTo(Ending.EXIT);
        assertThat(both.stdout().readAllBytes()).hasSize(3000);
        assertThat(both.stderr().readAllBytes()).hasSize(3000);
      }
    }

    @Test
    void excessWhileAReaderWaits_isCounted() throws Exception {
      try (RunningContainer container =
          shell("read go; head -c 3000 /dev/zero >&2")
              .stdin(Input.pipe())
              .outputLimit(2000)
              .start()) {
        CompletableFuture<Integer> reader =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return container.stdout().read();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        container.stdin().write('\n');
        container.stdin().close();
        assertThat(container.waitFor().ending()).isEqualTo(Ending.OUTPUT_LIMIT);
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
      }
    }

    @Test
    void outputOfTheLimitExactly_isNoExcess() throws Exception {
      Result result = busybox("head", "-c", "5000", "/dev/zero").outputLimit(5000).run();
      assertThat(result.ending()).isEqualTo(Ending.EXIT);
      assertThat(result.stdout().length()).isEqualTo(5000);
      assertThat(busybox("true").outputLimit(0).run().isSuccess()).isTrue();
    }

    @Test
    void excessInTheLastMoment_isNeverTakenForAnExit() throws Exception {
      for (int i = 0; i < 100; i++) {
        Result result = busybox("head", "-c", "130000", "/dev/zero").outputLimit(129_999).run();
        assertThat(result.ending()).isEqualTo(Ending.OUTPUT_LIMIT);
        assertThat(result.stdout().length()).isEqualTo(129_999);
      }
    }

    @Test
    void cpuTime_includesGrandchildren() throws Exception {
      Result idle = shell("true").run();
      Result busy = shell("sh -c 'sh -c \"$SPIN\"; true'; true").env("SPIN", SPIN).run();
      assertThat(busy.isSuccess()).isTrue();
      assertThat(busy.cpuTime()).isGreaterThan(idle.cpuTime().plusMillis(10));
      assertThat(busy.wallTime()).isPositive();
    }
  }
}
