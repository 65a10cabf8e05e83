package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Commands that are PID 1 of their containers themselves. */
final class WithoutInitTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void limitOnProcesses_countsTheCommand() throws Exception {
      String script = "sleep 60 & sleep 60 & sleep 60; echo not reached";
      assertThat(said(shell(script).withoutInit().pids(3))).contains("fork").doesNotContain("not");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    @Test
    void command_isPid1AndNothingElseIsThere() throws Exception {
      assertThat(
              said(shell("echo $$; ps -o pid,comm; true").withoutInit()).lines().map(String::strip))
          .containsExactly("1", "PID   COMMAND", "1 sh", "2 ps");
      assertThat(said(shell("echo $$"))).isEqualTo("2\n");
    }

    @Test
    void rightsAndDescriptors_areThoseOfAnyCommand() throws Exception {
      assertThat(said(busybox("probe", "descriptors").withoutInit())).isEqualTo("0\n1\n2\n");
      assertThat(
              said(busybox("grep", "-E", "^(Cap|NoNew|Secc)", "/proc/self/status").withoutInit()))
          .isEqualTo(said(busybox("grep", "-E", "^(Cap|NoNew|Secc)", "/proc/self/status")));
    }

    @Test
    void exitCode_isTold() throws Exception {
      assertThat(shell("exit 7").withoutInit().run().exitCode()).hasValue(7);
    }

    @Test
    void signalWithAHandler_isTaken() throws Exception {
      String script = "trap 'echo got; exit 5' TERM; echo ready; while :; do sleep 0.02; done";
      try (RunningContainer container = shell(script).withoutInit().start()) {
        assertThat(container.stdout().readNBytes(6)).asString().isEqualTo("ready\n");
        assertThat(container.signal(Signal.TERM)).isTrue();
        assertThat(container.waitFor().exitCode()).hasValue(5);
        assertThat(container.signal(Signal.TERM)).isFalse();
        assertThat(container.signalGroup(Signal.TERM)).isFalse();
      }
    }

    @Test
    void signalWithoutAHandler_isKeptFromIt() throws Exception {
      Result result = shell("kill -TERM $$; kill -KILL $$; exit 3").withoutInit().run();
      assertThat(result.exitCode()).hasValue(3);
      try (RunningContainer container = busybox("cat").stdin(Input.pipe()).withoutInit().start()) {
        assertThat(container.signal(Signal.TERM)).isTrue();
        container.stdin().write('x');
        assertThat(container.stdout().read()).isEqualTo('x');
        assertThat(container.signal(Signal.KILL)).isTrue();
        assertThat(container.waitFor().signal()).contains(Signal.KILL);
      }
    }

    @Test
    void signalToTheGroup_reachesTheCommandsChildren() throws Exception {
      String script = "trap 'echo shell' INT; (echo ready; exec sleep 600); echo $?";
      try (RunningContainer container = shell(script).withoutInit().start()) {
        assertThat(container.stdout().readNBytes(6)).asString().isEqualTo("ready\n");
        assertThat(container.signalGroup(Signal.INT)).isTrue();
        assertThat(container.stdout().readAllBytes()).asString().isEqualTo("shell\n130\n");
        assertThat(container.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void timeoutAndClose_endEverything() throws Exception {
      String mark = Marked.unique();
      ContainerBuilder builder =
          endless("sh", "-c", "trap '' HUP INT TERM; probe escape & sleep 600", mark)
              .env(Marked.VARIABLE, mark)
              .timeout(Duration.ofMillis(300))
              .withoutInit();
      assertThat(builder.run().ending()).isEqualTo(Ending.TIMEOUT);
      assertThat(Marked.processes(mark)).isEmpty();
      builder.start().close();
      assertThat(Marked.processes(mark)).isEmpty();
    }

    @Test
    void orphans_areTheCommandsToReap() throws Exception {
      ContainerBuilder builder = busybox("sleep", "600");
      try (RunningContainer container = builder.withoutInit().start()) {
        container.exec("sh", "-c", "sleep 0.1 &").run();
        Await.until("a zombie is there", PATIENCE, () -> states(container).contains("Z"));
      }
      try (RunningContainer container = busybox("sleep", "600").start()) {
        container.exec("sh", "-c", "sleep 0.1 &").run();
        Await.until("none is there", PATIENCE, () -> states(container).lines().count() == 4);
      }
    }

    private static String states(RunningContainer container) throws Exception {
      return container.exec("ps", "-o", "stat").run().stdout().text();
    }

    @Test
    void exec_worksAndEndsWithTheCommand() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").withoutInit().start();
          RunningCommand sleep = container.exec("sleep", "600").start()) {
        assertThat(container.exec("cat", "/proc/1/comm").run().stdout().text())
            .isEqualTo("sleep\n");
        container.kill();
        assertThat(sleep.waitFor().signal()).contains(Signal.KILL);
      }
    }

    @Test
    void terminal_isHadByPid1() throws Exception {
      assertThat(shell("tty; echo $$").withoutInit().terminal(80, 24).run().stdout().text())
          .isEqualTo("/dev/pts/0\r\n1\r\n");
    }

    @Test
    void commandThatIsNotThere_isNamed() {
      assertThatThrownBy(() -> busybox("no-such-command").withoutInit().run())
          .hasMessageStartingWith("find command no-such-command");
      assertThatThrownBy(() -> busybox("/etc/passwd").withoutInit().run())
          .hasMessageStartingWith("execute /etc/passwd: EACCES");
    }

    @Test
    void jvmThatIsKilled_takesTheContainerAlong() throws Exception {
      String mark = Marked.unique();
      String kind = DoomedContainer.WITHOUT_INIT;
      try (ChildJvm child =
          ChildJvm.start("", List.of(), DoomedContainer.class, kind, rootFolder.toString(), mark)) {
        child.awaitLine("ready");
        assertThat(Marked.processes(mark)).isNotEmpty();
        child.kill();
        Await.until("all has ended", LIMIT, () -> Marked.processes(mark).isEmpty());
        Cgroups.host().sweep();
      }
    }
  }
}
