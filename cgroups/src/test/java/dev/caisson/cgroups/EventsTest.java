package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.GroupTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of groups, as their listeners hear them. */
@GroupTest
final class EventsTest {

  private static final int MIB = 1 << 20;
  private static final String HOG = "exec dd if=/dev/zero of=/dev/null bs=256M count=1";

  private final Cgroups cgroups = Cgroups.host();
  private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private long next() throws InterruptedException {
    Long number = heard.poll(20, TimeUnit.SECONDS);
    assertThat(number).as("what the listener hears").isNotNull();
    return number;
  }

  private static boolean isLegacy(Cgroup group) {
    return group.openMembers().stream().allMatch(Member::isLegacy);
  }

  @Test
  void outOfMemory_isHeard_whenItHappensAndNotBefore() throws Exception {
    try (Cgroup group = cgroups.create("hog", Limits.none().withMemoryMax(32 * MIB))) {
      group.events().listen(CgroupEvent.OUT_OF_MEMORY, heard::add);
      Process modest = Placed.start(group, "exec dd if=/dev/zero of=/dev/null bs=8M count=1");
      assertThat(modest.waitFor()).isZero();
      assertThat(heard).isEmpty();
      for (int i = 0; i < 3; i++) {
        assertThat(Placed.start(group, HOG).waitFor()).isEqualTo(128 + 9);
        next();
      }
    }
  }

  @Test
  void outOfMemory_ofAnotherGroup_isNotHeard() throws Exception {
    try (Cgroup quiet = cgroups.create("quiet", Limits.none().withMemoryMax(32 * MIB));
        Cgroup hog = cgroups.create("hog", Limits.none().withMemoryMax(32 * MIB))) {
      List<Long> wrong = new ArrayList<>();
      quiet.events().listen(CgroupEvent.OUT_OF_MEMORY, wrong::add);
      hog.events().listen(CgroupEvent.OUT_OF_MEMORY, heard::add);
      assertThat(Placed.start(hog, HOG).waitFor()).isEqualTo(128 + 9);
      next();
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void memoryEvents_areCountedByV2_andRefusedByV1WithAReason() throws Exception {
    try (Cgroup group = cgroups.create("hog", Limits.none().withMemoryMax(32 * MIB))) {
      for (CgroupEvent event : List.of(CgroupEvent.MEMORY_MAX, CgroupEvent.OUT_OF_MEMORY_KILL)) {
        if (group.openMembers().stream()
            .anyMatch(member -> member.isLegacy() && member.has(Subsystem.MEMORY))) {
          assertThatExceptionOfType(UnsupportedHostException.class)
              .isThrownBy(() -> group.events().listen(event, heard::add))
              .withMessageContaining("listen to " + event + " of cgroup hog: v1 does not tell it");
        } else {
          try (Subscription heardOf = group.events().listen(event, heard::add)) {
            assertThat(heardOf).isNotNull();
            assertThat(Placed.start(group, HOG).waitFor()).isEqualTo(128 + 9);
            assertThat(next()).isPositive();
          }
          heard.clear();
        }
      }
    }
  }

  @Test
  void refusedForks_areHeardWithTheirNumber() throws Exception {
    try (Cgroup group = cgroups.create("full", Limits.none().withPidsMax(4))) {
      group.events().listen(CgroupEvent.PIDS_MAX, heard::add);
      Process forker =
          Placed.start(group, "exec perl -e 'for (1..20) { fork // next or do { sleep 600 } }'");
      long last = next();
      while (last < 17) {
        last = next();
      }
      assertThat(group.statistics().pidsDenied()).hasValue(last);
      group.kill();
      forker.waitFor();
    }
  }

  @Test
  void populatedAndEmpty_areHeardInTurn() throws Exception {
    try (Cgroup group = cgroups.create("house", Limits.none())) {
      BlockingQueue<Long> left = new LinkedBlockingQueue<>();
      group.events().listen(CgroupEvent.POPULATED, heard::add);
      group.events().listen(CgroupEvent.EMPTY, left::add);
      for (long i = 1; i <= 3; i++) {
        Process process = Placed.start(group, "sleep 600 & read line");
        assertThat(next()).isEqualTo(i);
        assertThat(left).isEmpty();
        process.getOutputStream().close();
        assertThat(process.waitFor()).isNotEqualTo(99);
        assertThat(left).isEmpty();
        group.kill();
        assertThat(left.poll(20, TimeUnit.SECONDS)).isEqualTo(i);
      }
    }
  }

  @Test
  void manySubscriptions_addNoThread_andNoDescriptorStays() throws Exception {
    try (Cgroup first = cgroups.create("first", Limits.none())) {
      first.events().listen(CgroupEvent.PIDS_MAX, heard::add).close();
      Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
      List<Cgroup> groups = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Cgroup group = cgroups.create("g" + i, Limits.none());
        groups.add(group);
        group.events().listen(CgroupEvent.OUT_OF_MEMORY, heard::add);
        group.events().listen(CgroupEvent.PIDS_MAX, heard::add);
        group.events().listen(CgroupEvent.EMPTY, heard::add);
      }
      assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(threads);
      for (Cgroup group : groups) {
        group.close();
      }
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void listenerThatThrows_doesNotKeepOthersFromHearing() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> thrown.add(failure));
    try (Cgroup group = cgroups.create("full", Limits.none().withPidsMax(1))) {
      group
          .events()
          .listen(
              CgroupEvent.PIDS_MAX,
              number -> {
                throw new IllegalStateException("of the listener");
              });
      group.events().listen(CgroupEvent.PIDS_MAX, heard::add);
      Placed.start(group, "sleep 0").waitFor();
      next();
      assertThat(thrown.poll(20, TimeUnit.SECONDS)).hasMessage("of the listener");
      Placed.start(group, "sleep 0").waitFor();
      next();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void closedSubscription_hearsNothing_andCanBeClosedByItsListener() throws Exception {
    try (Cgroup group = cgroups.create("full", Limits.none().withPidsMax(1))) {
      List<Subscription> own = new ArrayList<>();
      List<Long> once = new ArrayList<>();
      own.add(
          group
              .events()
              .listen(
                  CgroupEvent.PIDS_MAX,
                  number -> {
                    once.add(number);
                    own.get(0).close();
                  }));
      group.events().listen(CgroupEvent.PIDS_MAX, heard::add);
      for (int i = 0; i < 3; i++) {
        Placed.start(group, "sleep 0").waitFor();
        next();
      }
      assertThat(once).hasSize(1);
    }
  }

  @Test
  void groupThatSomeoneElseRemoves_isNoEvent() throws Exception {
    Cgroup group = cgroups.create("gone", Limits.none().withMemoryMax(32 * MIB));
    group.events().listen(CgroupEvent.OUT_OF_MEMORY, heard::add);
    group.events().listen(CgroupEvent.PIDS_MAX, heard::add);
    try (Cgroup other = cgroups.create("other", Limits.none().withPidsMax(1))) {
      for (Member member : group.openMembers()) {
        Files.delete(member.entrance().getParent());
      }
      BlockingQueue<Long> later = new LinkedBlockingQueue<>();
      other.events().listen(CgroupEvent.PIDS_MAX, later::add);
      Placed.start(other, "sleep 0").waitFor();
      // The one loop has been through all that came before.
      assertThat(later.poll(20, TimeUnit.SECONDS)).isNotNull();
      assertThat(heard).isEmpty();
    }
    group.close();
  }

  @Test
  void pressure_isHeardOnV2_andRefusedByV1WithAReason() throws Exception {
    Trigger.Pressure pressure =
        new Trigger.Pressure(
            Trigger.Resource.CPU, Trigger.Share.SOME, Duration.ofMillis(50), Duration.ofSeconds(2));
    try (Cgroup group = cgroups.create("busy", Limits.none())) {
      if (isLegacy(group)) {
        assertThatExceptionOfType(UnsupportedHostException.class)
            .isThrownBy(() -> group.events().listen(pressure, heard::add))
            .withMessageContaining("/proc/pressure");
        return;
      }
      group.events().listen(pressure, heard::add);
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        Placed.start(group, "while :; do :; done");
      }
      assertThat(next()).isEqualTo(1);
      group.kill();
    }
  }

  /** An older kernel gives the file to root alone, whoever has made the group. */
  private static void listenToLevel(Cgroup group) throws CaissonException {
    for (Member member : group.openMembers()) {
      Path file = Path.of(member.directory().path(member.name()), "memory.pressure_level");
      if (Files.exists(file) && !Files.isReadable(file)) {
        assertThatExceptionOfType(UnsupportedHostException.class)
            .isThrownBy(() -> group.events().listen(Trigger.MemoryLevel.CRITICAL, number -> {}))
            .withMessageContaining("root alone");
        return;
      }
    }
    group.events().listen(Trigger.MemoryLevel.CRITICAL, number -> {});
  }

  @Test
  void memoryThreshold_isHeardOnV1_andRefusedByV2WithAReason() throws Exception {
    try (Cgroup group = cgroups.create("grows", Limits.none().withMemoryMax(64 * MIB))) {
      Trigger threshold = new Trigger.MemoryThreshold(24 * MIB);
      if (Placed.isUnified(group, Subsystem.MEMORY)) {
        for (Trigger trigger : List.of(threshold, Trigger.MemoryLevel.LOW)) {
          assertThatExceptionOfType(UnsupportedHostException.class)
              .isThrownBy(() -> group.events().listen(trigger, heard::add))
              .withMessageContaining("memory.high");
        }
        return;
      }
      group.events().listen(threshold, heard::add);
      listenToLevel(group);
      assertThat(Placed.start(group, "exec dd if=/dev/zero of=/dev/null bs=4M count=1").waitFor())
          .isZero();
      assertThat(heard).isEmpty();
      assertThat(Placed.start(group, "exec dd if=/dev/zero of=/dev/null bs=40M count=1").waitFor())
          .isZero();
      assertThat(next()).isPositive();
    }
  }

  @Test
  void listening_toAClosedGroup_isRefused() throws Exception {
    Cgroup group = cgroups.create("shut", Limits.none());
    group.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> group.events().listen(CgroupEvent.EMPTY, heard::add));
  }

  @Test
  void trigger_outOfRange_isRefused() {
    Duration second = Duration.ofSeconds(1);
    for (Duration stall :
        List.of(Duration.ZERO, Duration.ofNanos(1500), second.plusMillis(1), second.negated())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new Trigger.Pressure(Trigger.Resource.IO, Trigger.Share.FULL, stall, second))
          .withMessageContaining("pressure stall");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Trigger.Pressure(
                    Trigger.Resource.IO, Trigger.Share.FULL, second, Duration.ofSeconds(11)))
        .withMessageContaining("pressure window");
    assertThatIllegalArgumentException().isThrownBy(() -> new Trigger.MemoryThreshold(0));
  }
}
