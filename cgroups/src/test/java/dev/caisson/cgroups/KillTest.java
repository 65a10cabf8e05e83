package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.testing.GroupTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups that fork as fast as they can, and are dead after one kill. */
@GroupTest
final class KillTest {

  // Hundreds that fork on an emulated kernel leave the JVM no time to end them in.
  private static final int PROCESSES = Integer.getInteger("caisson.forkers", 500);
  private static final int ROUNDS = Integer.getInteger("caisson.rounds", 20);

  private final String mark = "caisson-bomb-" + ProcessHandle.current().pid();
  private Cgroups cgroups = Cgroups.host();

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  /** Fills the group with processes that each do nothing but fork. */
  private Process bomb(Cgroup group, int processes) throws Exception {
    Process first = Placed.start(group, "exec perl -e 'while (1) { fork }' " + mark);
    while (group.processes().list().size() < processes) {
      assertThat(first.isAlive()).isTrue();
      Thread.sleep(1);
    }
    return first;
  }

  /** Counts the processes of the bomb that run, wherever they are. */
  private long alive() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> isMarked(process.resolve("cmdline"))).count();
    }
  }

  private boolean isMarked(Path commandLine) {
    try {
      return Files.readString(commandLine).contains(mark);
    } catch (IOException e) {
      // It is no process, or has ended.
      return false;
    }
  }

  @Test
  void forkers_areDeadAfterOneKill_eachTime() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (Cgroup group = cgroups.create("bomb", Limits.none().withPidsMax(PROCESSES))) {
        Process first = bomb(group, PROCESSES - 10);
        group.kill();
        assertThat(group.processes().isEmpty()).isTrue();
        assertThat(alive()).isZero();
        assertThat(first.waitFor()).isEqualTo(128 + 9);
      }
    }
  }

  @Test
  void forkersInNestedGroups_areDeadAfterOneKill() throws Exception {
    for (int round = 0; round < Math.max(1, ROUNDS / 20); round++) {
      try (Cgroup group = cgroups.create("tree", Limits.none().withPidsMax(PROCESSES))) {
        Cgroup one = group.child("one", Limits.none());
        Cgroup two = group.child("two", Limits.none().withPidsMax(PROCESSES / 2));
        bomb(two.child("deep", Limits.none()), PROCESSES / 10);
        bomb(one, PROCESSES / 10);
        group.kill();
        assertThat(group.processes().isEmpty()).isTrue();
        assertThat(alive()).isZero();
      }
    }
  }

  @Test
  void forkersThatAreFrozen_areDeadAfterOneKill() throws Exception {
    try (Cgroup group = cgroups.create("cold", Limits.none().withPidsMax(PROCESSES))) {
      bomb(group, 100);
      group.freezer().freeze();
      group.kill();
      assertThat(alive()).isZero();
      assertThat(group.freezer().isFrozen()).isEqualTo(Placed.isUnified(group, Subsystem.FREEZER));
    }
  }

  @Test
  void forkers_whereTheFreezerIsMissing_areDeadAfterOneKill() throws Exception {
    cgroups = without("freezer");
    for (int round = 0; round < Math.max(1, ROUNDS / 50); round++) {
      try (Cgroup group = cgroups.create("bomb", Limits.none().withPidsMax(PROCESSES))) {
        bomb(group, PROCESSES - 10);
        group.kill();
        assertThat(alive()).isZero();
      }
    }
  }

  /** Linux before 5.14 does not kill trees of v2 itself. */
  @Test
  void forkers_whereTheKernelDoesNotKillTrees_areDead() throws Exception {
    for (int round = 0; round < Math.max(1, ROUNDS / 20); round++) {
      try (Cgroup group = cgroups.create("bomb", Limits.none().withPidsMax(PROCESSES))) {
        bomb(group, PROCESSES - 10);
        for (Member member : group.openMembers()) {
          try (Patience patience = new Patience(Duration.ofSeconds(30))) {
            Subtree tree = member.subtree();
            tree.allowForks(tree.stopForks().map(before -> "0"));
            tree.killEach(patience);
          }
        }
        assertThat(alive()).isZero();
      }
    }
  }

  /** Returns the groups of a host on which these controllers are nowhere, if it has v1. */
  private static Cgroups without(String... controllers) throws IOException {
    List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
    boolean legacy = mounts.stream().anyMatch(line -> line.contains(" - cgroup "));
    String kept =
        mounts.stream()
            .filter(line -> Stream.of(controllers).noneMatch(name -> line.endsWith("," + name)))
            .filter(line -> !legacy || !line.contains(" - cgroup2 "))
            .collect(Collectors.joining("\n"));
    String own = Files.readString(Path.of("/proc/self/cgroup"));
    return Cgroups.of(Layout.find(kept, own, Files::isWritable));
  }
}
