package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.RootTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of memory besides the hard one, on the version that has them. */
@RootTest
final class MemoryLimitTest {

  private static final int MIB = 1 << 20;

  private final Cgroups cgroups = Cgroups.host();

  @TempDir private Path folder;

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private static boolean ended(Process process) throws InterruptedException {
    return process.waitFor(60, TimeUnit.SECONDS);
  }

  private static Limits memory(MemoryLimits limits) {
    return Limits.none().with(limits);
  }

  /** Returns whether memory is limited by v2 here; on v1 has the limits be refused. */
  private boolean isUnified(MemoryLimits limits) throws CaissonException {
    try (Cgroup probe = cgroups.create("probe", Limits.none())) {
      if (Placed.isUnified(probe, Subsystem.MEMORY)) {
        return true;
      }
    }
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> cgroups.create("refused", memory(limits)))
        .withMessageContaining("limit memory on cgroup v1 at /");
    return false;
  }

  @Test
  void high_slowsDownAndKillsNothing() throws Exception {
    MemoryLimits limits = MemoryLimits.none().withHigh(Bound.of(8 * MIB)).withMax(128 * MIB);
    if (!isUnified(limits)) {
      return;
    }
    try (Cgroup group = cgroups.create("high", memory(limits));
        StatisticsReader reader = group.statisticsReader()) {
      Process hog = Placed.start(group, "x=$(head -c 33554432 /dev/zero | tr '\\0' x); sleep 60");
      while (reader.read().memory().orElseThrow().events().high().orElseThrow() == 0) {
        Thread.sleep(5);
      }
      assertThat(hog.isAlive()).isTrue();
      assertThat(reader.read().outOfMemoryKills()).hasValue(0);
      group.kill();
      assertThat(ended(hog)).isTrue();
    }
  }

  @Test
  void oomGroupSwitchedOff_killsTheHogAlone() throws Exception {
    MemoryLimits limits = MemoryLimits.none().withMax(32 * MIB).withOomGroup(false);
    try (Cgroup group = cgroups.create("one", memory(limits))) {
      Process shell = Placed.start(group, "dd if=/dev/zero of=/dev/null bs=128M count=1; exit 7");
      assertThat(ended(shell)).isTrue();
      assertThat(shell.exitValue()).isEqualTo(7);
      assertThat(group.outOfMemoryKills()).hasValue(1);
    }
  }

  @Test
  void low_keepsWhatIsReclaimedFromOthers() throws Exception {
    MemoryLimits protectedBy = MemoryLimits.none().withLow(64 * MIB).withMin(MIB);
    if (!isUnified(protectedBy)) {
      return;
    }
    try (Cgroup kept = cgroups.create("kept", memory(protectedBy));
        Cgroup taken = cgroups.create("taken", Limits.none())) {
      for (Cgroup group : new Cgroup[] {kept, taken}) {
        String file = folder + "/" + group.name();
        Process reader =
            Placed.start(
                group, "dd if=/dev/zero of=" + file + " bs=1M count=24 conv=fsync && cat " + file);
        assertThat(ended(reader)).isTrue();
      }
      long before = file(kept);
      assertThat(before).isGreaterThanOrEqualTo(24L * MIB);
      Path above = Path.of(Placed.entrances(kept.placement()).get(0)).toRealPath().getParent();
      Files.writeString(above.resolveSibling("memory.reclaim"), Integer.toString(12 * MIB));
      assertThat(file(kept)).isEqualTo(before);
      assertThat(file(taken)).isLessThan(16L * MIB);
    }
  }

  private static long file(Cgroup group) throws CaissonException {
    return group.statistics().memory().orElseThrow().file();
  }

  @Test
  void swap_isUsedUpToItsLimit_whereTheHostHasSome() throws Exception {
    boolean host = Files.readAllLines(Path.of("/proc/swaps")).size() > 1;
    String fill = "x=$(head -c 50331648 /dev/zero | tr '\\0' x); exit 0";
    MemoryLimits limits = MemoryLimits.none().withMax(32 * MIB).withSwap(Bound.of(128 * MIB));
    try (Cgroup group = cgroups.create("swap", memory(limits))) {
      Process hog = Placed.start(group, fill);
      assertThat(ended(hog)).isTrue();
      assertThat(hog.exitValue() == 0).isEqualTo(host);
      long kills = group.outOfMemoryKills().orElseThrow();
      assertThat(kills == 0).isEqualTo(host);

      group.limit(memory(MemoryLimits.none().withMax(32 * MIB).withSwap(Bound.of(0))));
      Process second = Placed.start(group, fill);
      assertThat(ended(second)).isTrue();
      assertThat(group.outOfMemoryKills().orElseThrow()).isGreaterThan(kills);
    }
  }
}
