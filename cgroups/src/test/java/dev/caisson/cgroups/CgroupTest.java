package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.EventFd;
import dev.caisson.testing.GroupTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups of the kernel that runs this, proved by what they do to processes. */
@GroupTest
final class CgroupTest {

  private static final int MIB = 1 << 20;

  private final Cgroups cgroups = Cgroups.host();

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private static boolean ended(Process process) throws InterruptedException {
    return process.waitFor(60, TimeUnit.SECONDS);
  }

  @Test
  void host_withRoot_canLimitWhatEveryHostHas() {
    assertThat(cgroups.controllers())
        .contains(
            Controller.CPU,
            Controller.CPUSET,
            Controller.IO,
            Controller.HUGETLB,
            Controller.PIDS,
            Controller.MEMORY,
            Controller.DEVICES);
    assertThat(cgroups.canAccount()).isTrue();
  }

  @Test
  void memoryHog_isKilledAndCounted() throws Exception {
    try (Cgroup group = cgroups.create("hog", Limits.none().withMemoryMax(32 * MIB))) {
      Process hog = Placed.start(group, "exec dd if=/dev/zero of=/dev/null bs=256M count=1");
      assertThat(ended(hog)).isTrue();
      assertThat(hog.exitValue()).isEqualTo(128 + 9);
      Statistics used = group.statistics();
      assertThat(used.outOfMemoryKills().orElseThrow()).isPositive();
      used.memoryPeak().ifPresent(peak -> assertThat(peak).isBetween(16L * MIB, 32L * MIB));
    }
  }

  @Test
  void memoryHog_onV1_signalsTheEvent() throws Exception {
    try (Cgroup group = cgroups.create("hog", Limits.none().withMemoryMax(32 * MIB))) {
      boolean legacy = !Placed.isUnified(group, Subsystem.MEMORY);
      assertThat(group.outOfMemoryEvent().isPresent()).isEqualTo(legacy);
      Process hog = Placed.start(group, "exec dd if=/dev/zero of=/dev/null bs=256M count=1");
      assertThat(ended(hog)).isTrue();
      for (EventFd event : group.outOfMemoryEvent().stream().toList()) {
        assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + event.fd().number())))
            .doesNotContainPattern("eventfd-count: +0\n");
      }
    }
  }

  @Test
  void memoryHog_onV2_takesItsWholeGroupAlong() throws Exception {
    try (Cgroup group = cgroups.create("hog", Limits.none().withMemoryMax(32 * MIB))) {
      Process parent =
          Placed.start(group, "dd if=/dev/zero of=/dev/null bs=256M count=1; exec sleep 60");
      if (Placed.isUnified(group, Subsystem.MEMORY)) {
        assertThat(ended(parent)).isTrue();
        assertThat(parent.exitValue()).isEqualTo(128 + 9);
      }
    }
  }

  @Test
  void memory_withinTheLimit_isNoReasonToKill() throws Exception {
    try (Cgroup group = cgroups.create("modest", Limits.none().withMemoryMax(64 * MIB))) {
      Process modest = Placed.start(group, "exec dd if=/dev/zero of=/dev/null bs=16M count=1");
      assertThat(ended(modest)).isTrue();
      assertThat(modest.exitValue()).isZero();
      assertThat(group.statistics().outOfMemoryKills()).hasValue(0);
    }
  }

  @Test
  void forkBomb_isHeldAndCounted_andKilled() throws Exception {
    try (Cgroup group = cgroups.create("bomb", Limits.none().withPidsMax(16))) {
      Process bomb = Placed.start(group, "for i in $(seq 64); do sleep 60 & done; wait");
      while (group.statistics().pidsDenied().orElseThrow() == 0) {
        assertThat(group.statistics().pidsCurrent().orElseThrow()).isLessThanOrEqualTo(16);
        Thread.sleep(5);
      }
      group.kill();
      assertThat(ended(bomb)).isTrue();
      while (group.statistics().pidsCurrent().orElseThrow() > 0) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void cpuHog_getsNoMoreThanItsQuota() throws Exception {
    try (Cgroup group = cgroups.create("cpu", Limits.none().withCpuMax(CpuMax.ofCpus(0.2)))) {
      long start = System.nanoTime();
      Process hog = Placed.start(group, "while :; do :; done");
      while (cpuUsage(group).compareTo(Duration.ofMillis(300)) < 0) {
        Thread.sleep(5);
      }
      // 300 ms are 15 quotas of 20 ms: the first may be had at once, and each processor's slice of
      // 5 ms runs over.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(1100));
      group.kill();
      assertThat(ended(hog)).isTrue();
    }
  }

  private static Duration cpuUsage(Cgroup group) throws CaissonException {
    return group.statistics().cpuUsage().orElseThrow();
  }

  @Test
  void cpuUsage_ofTheDead_isStillCounted() throws Exception {
    try (Cgroup group = cgroups.account("dead").orElseThrow()) {
      String work = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
      Process process = Placed.start(group, "sh -c '" + work + "' & wait");
      assertThat(ended(process)).isTrue();
      assertThat(cpuUsage(group)).isPositive();
      assertThat(group.statistics().pidsDenied()).hasValue(0);
    }
  }

  @Test
  void close_withProcessesAndGroupsBelow_killsAndRemovesThem() throws Exception {
    Cgroup group = cgroups.create("full", Limits.none());
    List<Process> processes = new ArrayList<>();
    Path entrance = Path.of(Placed.entrances(group.placement()).get(0));
    Path below = entrance.resolveSibling("below");
    Files.createDirectories(below.resolve("deeper"));
    processes.add(
        Placed.start(List.of(below + "/deeper/" + entrance.getFileName()), "exec sleep 60"));
    processes.add(Placed.start(group, "trap '' TERM INT HUP; sleep 60 & exec sleep 60"));
    group.close();
    for (Process process : processes) {
      assertThat(ended(process)).isTrue();
    }
    assertThatCode(group::close).doesNotThrowAnyException();
    assertThatCode(group::kill).doesNotThrowAnyException();
    assertThatIllegalStateException().isThrownBy(group::statistics).withMessageContaining("full");
  }

  @Test
  void create_underANameInUse_isRefusedAndLeavesTheOther() throws Exception {
    try (Cgroup first = cgroups.create("same", Limits.none())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> cgroups.create("same", Limits.none().withPidsMax(3)))
          .withMessageContaining("same");
      assertThat(first.statistics().pidsCurrent()).hasValue(0);
    }
    cgroups.create("same", Limits.none()).close();
  }

  @Test
  void create_underANameThatLeadsElsewhere_isRefused() {
    for (String name :
        List.of("", "..", "a/b", "memory.max", "tasks", "-a", "a\n", "a".repeat(201))) {
      assertThatIllegalArgumentException().isThrownBy(() -> cgroups.create(name, Limits.none()));
    }
  }

  @Test
  void create_afterSomeoneRemovedOurDirectories_makesThemAnew() throws Exception {
    Cgroup before = cgroups.create("before", Limits.none());
    List<Path> procs = new ArrayList<>();
    for (String file : Placed.entrances(before.placement())) {
      procs.add(Path.of(file).toRealPath());
    }
    before.close();
    for (Path file : procs) {
      Files.delete(file.getParent().getParent());
    }
    cgroups.create("after", Limits.none()).close();
  }

  @Test
  void removeAll_withAnOpenGroup_removesItAndLeavesCloseNothingToDo() throws Exception {
    Cgroup group = cgroups.create("open", Limits.none());
    Process process = Placed.start(group, "exec sleep 60");
    cgroups.removeAll();
    assertThat(ended(process)).isTrue();
    group.close();
  }

  @Test
  void manyThreads_makingAndClosingGroups_leaveNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Statistics>> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String name = "g" + i;
        results.add(threads.submit(oneGroup(name)));
      }
      for (Future<Statistics> result : results) {
        assertThat(result.get().memoryCurrent()).isPresent();
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Callable<Statistics> oneGroup(String name) {
    return () -> {
      try (Cgroup group = cgroups.create(name, Limits.none().withPidsMax(10))) {
        return group.statistics();
      }
    };
  }
}
