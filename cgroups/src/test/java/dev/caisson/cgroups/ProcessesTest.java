package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.testing.GroupTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of processes into groups, between them and out, as the kernel shows it. */
@GroupTest
final class ProcessesTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final Cgroups cgroups = Cgroups.host();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    cgroups.removeAll();
  }

  private Process sleeper() throws IOException {
    Process process = new ProcessBuilder("sleep", "600").start();
    started.add(process);
    return process;
  }

  /** Returns the lines of /proc/pid/cgroup that lead into a group of ours. */
  private static List<String> groupsOf(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/cgroup")).stream()
        .filter(line -> line.contains("/caisson/"))
        .toList();
  }

  @Test
  void add_ofARunningProcess_movesItIntoEachHierarchy_andRemoveOutAgain() throws Exception {
    try (Cgroup group = cgroups.create("in", Limits.none().withCpuMax(CpuMax.ofCpus(1)))) {
      Process process = sleeper();
      group.processes().add(process.toHandle());
      assertThat(group.processes().list()).containsExactly(process.pid());
      assertThat(groupsOf(process))
          .hasSize(group.openMembers().size())
          .allMatch(line -> line.endsWith("/in"));
      assertThat(group.processes().isEmpty()).isFalse();

      group.processes().remove(process.pid());
      assertThat(group.processes().list()).isEmpty();
      assertThat(groupsOf(process)).isEmpty();
      assertThat(process.isAlive()).isTrue();
      assertThat(group.processes().isEmpty()).isTrue();
    }
  }

  @Test
  void add_thenClose_killsWhatWasAdded() throws Exception {
    Process process = sleeper();
    try (Cgroup group = cgroups.create("in", Limits.none())) {
      group.processes().add(process.pid());
    }
    assertThat(process.waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void move_toAGroupInFewerHierarchies_leavesNothingBehindInTheFirst() throws Exception {
    try (Cgroup first = cgroups.create("first", Limits.none().withCpuMax(CpuMax.ofCpus(0.5)));
        Cgroup second = cgroups.create("second", Limits.none())) {
      Process process = sleeper();
      first.processes().add(process.pid());
      first.processes().move(process.pid(), second);
      assertThat(first.processes().list()).isEmpty();
      assertThat(second.processes().list()).containsExactly(process.pid());
      assertThat(groupsOf(process))
          .hasSize(second.openMembers().size())
          .allMatch(line -> line.endsWith("/second"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> first.processes().move(process.pid(), second))
          .withMessageContaining("process " + process.pid() + " is not in cgroup first");
    }
  }

  @Test
  void processThatHasGone_isNamedInTheError() throws Exception {
    Process process = sleeper();
    ProcessHandle handle = process.toHandle();
    process.destroyForcibly().waitFor();
    try (Cgroup group = cgroups.create("in", Limits.none())) {
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> group.processes().add(handle))
          .satisfies(e -> assertThat(e.is(Errno.ESRCH)).isTrue())
          .withMessageContaining("add process " + handle.pid() + " to cgroup in: ESRCH");
      assertThatExceptionOfType(CaissonException.class)
          .isThrownBy(() -> group.processes().add(handle.pid()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> group.processes().remove(ProcessHandle.current().pid()))
          .withMessageContaining("not in cgroup in");
      assertThatIllegalArgumentException().isThrownBy(() -> group.processes().add(0));
      assertThatIllegalArgumentException().isThrownBy(() -> group.processes().add(-1));
    }
  }

  @Test
  void zombie_isGoneToo() throws Exception {
    // It ends when sh has become sleep, which reaps nobody.
    String script =
        "(until grep -qx sleep /proc/$$/comm; do sleep 0.01; done) & echo $!; exec sleep 600";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    started.add(parent);
    long zombie = Long.parseLong(parent.inputReader().readLine());
    while (!Files.readString(Path.of("/proc/" + zombie + "/stat")).contains(") Z ")) {
      Thread.sleep(5);
    }
    try (Cgroup group = cgroups.create("in", Limits.none())) {
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> group.processes().add(zombie))
          .withMessageContaining("ESRCH");
    }
  }

  @Test
  void groupThatSomeoneElseHasRemoved_isNamedInTheError() throws Exception {
    Cgroup group = cgroups.create("gone", Limits.none());
    for (Member member : group.openMembers()) {
      Files.delete(member.entrance().getParent());
    }
    Process process = sleeper();
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> group.processes().add(process.pid()))
        .withMessageContaining("to cgroup gone: ENOENT")
        .withMessageContaining("someone else has removed the group");
    group.kill();
    group.close();
  }

  @Test
  void closedGroup_isRefusedAtTheCall() throws Exception {
    Cgroup group = cgroups.create("shut", Limits.none());
    group.close();
    Process process = sleeper();
    assertThatIllegalStateException()
        .isThrownBy(() -> group.processes().add(process.pid()))
        .withMessageContaining("closed: shut");
    assertThatIllegalStateException().isThrownBy(() -> group.processes().list());
    assertThatIllegalStateException().isThrownBy(() -> group.child("a", Limits.none()));
    assertThatIllegalStateException().isThrownBy(() -> group.delegate(1, 1));
  }

  @Test
  void awaitEmpty_returnsWhenTheLastProcessHasEnded() throws Exception {
    try (Cgroup group = cgroups.create("in", Limits.none())) {
      Process process = Placed.start(group, "read line");
      while (group.processes().isEmpty()) {
        Thread.sleep(1);
      }
      assertThat(group.processes().awaitEmpty(Duration.ZERO)).isFalse();
      process.getOutputStream().close();
      assertThat(group.processes().awaitEmpty(LONG)).isTrue();
      assertThat(group.processes().awaitEmpty(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
      process.waitFor();
    }
  }

  @Test
  void kill_leavesAGroupThatCanBeUsedAgain() throws Exception {
    try (Cgroup group = cgroups.create("again", Limits.none().withPidsMax(5))) {
      for (int i = 0; i < 3; i++) {
        Process process = sleeper();
        group.processes().add(process.pid());
        group.freezer().freeze();
        group.kill();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
        assertThat(group.processes().isEmpty()).isTrue();
        group.freezer().thaw();
      }
      Process child = Placed.start(group, "sleep 0 & wait");
      assertThat(child.waitFor()).isZero();
    }
  }
}
