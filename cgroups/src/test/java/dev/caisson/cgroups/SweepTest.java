package dev.caisson.cgroups;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.GroupTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a JVM leaves that is killed, and one that lives beside it. */
@GroupTest
final class SweepTest {

  private final Cgroups cgroups = Cgroups.host();

  /** The other JVM: makes a group, starts a process in it, says where, and waits. */
  static final class OtherJvm {

    public static void main(String[] args) throws Exception {
      Cgroup group = Cgroups.host().create("left", Limits.none().withPidsMax(20));
      Process process = Placed.start(group, "sleep 600 & exec sleep 600");
      Path procs = Path.of(Placed.entrances(group.placement()).get(0)).toRealPath();
      System.out.println(process.pid() + " " + procs.getParent());
      System.in.read();
    }
  }

  @Test
  void sweep_afterTheKillOfAJvm_killsAndRemovesWhatItLeft_andNotBefore() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8))) {
      String[] words = said.readLine().split(" ", 2);
      ProcessHandle left = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
      Path group = Path.of(words[1]);

      cgroups.sweep();
      assertThat(group).isDirectory();
      assertThat(left.isAlive()).isTrue();

      jvm.destroyForcibly();
      assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(group).isDirectory();

      cgroups.sweep();
      assertThat(group.getParent()).doesNotExist();
      left.onExit().get(10, TimeUnit.SECONDS);
    } finally {
      jvm.destroyForcibly();
      cgroups.removeAll();
    }
  }

  @Test
  void sweep_withAnotherSetOfGroupsInThisJvm_leavesThem() throws Exception {
    try (Cgroup group = cgroups.create("alive", Limits.none())) {
      cgroups.sweep();
      assertThat(group.statistics().pidsCurrent()).hasValue(0);
      String procs = Placed.entrances(group.placement()).get(0);
      assertThat(Files.exists(Path.of(procs))).isTrue();
    } finally {
      cgroups.removeAll();
    }
  }
}
