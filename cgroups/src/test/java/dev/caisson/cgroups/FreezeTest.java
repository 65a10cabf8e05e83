package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Fd;
import dev.caisson.testing.GroupTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups that are stopped and go on, proved by what their processes do. */
@GroupTest
final class FreezeTest {

  private final Cgroups cgroups = Cgroups.host();
  private Cgroup group;

  @BeforeEach
  void create() throws CaissonException {
    group = cgroups.create("frozen", Limits.none().withPidsMax(20));
  }

  @AfterEach
  void removeAll() throws CaissonException {
    group.close();
    cgroups.removeAll();
  }

  /** Has a process answer each line, so that its answers tell whether it goes on. */
  private Process echo() throws Exception {
    StringBuilder moved = new StringBuilder();
    for (String file : Placed.entrances(group.placement())) {
      moved.append("echo 0 > ").append(file).append(" && ");
    }
    return new ProcessBuilder("sh", "-c", moved + "exec cat").start();
  }

  private static void say(Process process, String line) throws Exception {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  private static BufferedReader answers(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void frozenProcess_doesNothingUntilItIsThawed() throws Exception {
    Process echo = echo();
    BufferedReader answers = answers(echo);
    say(echo, "one");
    assertThat(answers.readLine()).isEqualTo("one");
    assertThat(group.freezer().canFreeze()).isTrue();
    assertThat(group.freezer().isFrozen()).isFalse();

    group.freezer().freeze();
    assertThat(group.freezer().isFrozen()).isTrue();
    say(echo, "two");
    long used = group.cpuUsage().orElseThrow().toNanos();
    assertThat(echo.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(group.cpuUsage().orElseThrow().toNanos()).isEqualTo(used);
    assertThat(answers.ready()).isFalse();

    group.freezer().thaw();
    assertThat(answers.readLine()).isEqualTo("two");
    assertThat(group.freezer().isFrozen()).isFalse();
    echo.getOutputStream().close();
    assertThat(echo.waitFor()).isZero();
  }

  @Test
  void twice_isAsOnce() throws Exception {
    group.freezer().freeze();
    group.freezer().freeze();
    assertThat(group.freezer().isFrozen()).isTrue();
    group.freezer().thaw();
    group.freezer().thaw();
    assertThat(group.freezer().isFrozen()).isFalse();
  }

  @Test
  void processesThatForkAllTheTime_areFrozen() throws Exception {
    Process bomb = Placed.start(group, "while :; do for i in 1 2 3 4 5 6; do : & done; wait; done");
    while (group.statistics().pidsCurrent().orElseThrow() < 2) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 20; i++) {
      group.freezer().freeze();
      assertThat(group.freezer().isFrozen()).isTrue();
      group.freezer().thaw();
    }
    group.kill();
    assertThat(bomb.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void frozenGroup_isKilledAndRemoved() throws Exception {
    Process sleep = Placed.start(group, "exec sleep 60");
    group.freezer().freeze();
    group.close();
    assertThat(sleep.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThatCode(group.freezer()::thaw).doesNotThrowAnyException();
    assertThat(group.freezer().isFrozen()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(group.freezer()::freeze)
        .withMessageContaining("closed");
  }

  @Test
  void removeAll_takesFrozenGroupsAlong() throws Exception {
    Process sleep = Placed.start(group, "exec sleep 60");
    group.freezer().freeze();
    cgroups.removeAll();
    assertThat(sleep.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void thawForGood_letsTheKilledDieAndNobodyFreezeThem() throws Exception {
    Process echo = echo();
    say(echo, "here");
    assertThat(answers(echo).readLine()).isEqualTo("here");
    group.freezer().freeze();
    echo.destroyForcibly();
    group.freezer().thawForGood();
    assertThat(echo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThatIllegalStateException().isThrownBy(group.freezer()::freeze);
  }

  @Test
  void letDie_ofOneKilledProcess_leavesTheOthersFrozen() throws Exception {
    Process first = echo();
    Process second = echo();
    for (Process each : new Process[] {first, second}) {
      say(each, "here");
      assertThat(answers(each).readLine()).isEqualTo("here");
    }
    group.freezer().freeze();
    first.destroyForcibly();
    group.freezer().letDie(first.pid());
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(group.freezer().isFrozen()).isTrue();
    assertThat(second.isAlive()).isTrue();
    // Not one of the group's: nothing happens to it.
    group.freezer().letDie(ProcessHandle.current().pid());
    group.close();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void thawFile_thawsFromOutside() throws Exception {
    group.freezer().freeze();
    Optional<Fd> file = group.freezer().thawFile();
    assertThat(file.isPresent()).isNotEqualTo(Placed.isUnified(group, Subsystem.FREEZER));
    if (file.isPresent()) {
      try (Fd open = file.get()) {
        Files.writeString(Path.of("/proc/self/fd/" + open.number()), "THAWED");
      }
      assertThat(group.freezer().isFrozen()).isFalse();
    }
  }
}
