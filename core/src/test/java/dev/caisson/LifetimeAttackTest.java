package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A command that wants to outlive its container, to end others, or to keep the JVM from its end.
 */
final class LifetimeAttackTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The main class of a JVM whose container makes daemons, in both ways. */
  static final class Daemons {
    private Daemons() {}

    public static void main(String[] arguments) throws Exception {
      ContainerBuilder builder =
          Container.builder()
              .root(Root.directory(Path.of(arguments[0])))
              .command("probe", "escape")
              .env(Marked.VARIABLE, arguments[1]);
      if (arguments.length > 2) {
        builder.users(Users.valueOf(arguments[2]));
      }
      RunningContainer container = builder.start();
      for (int i = 0; i < 5; i++) {
        container.exec("probe", "escape").start();
      }
      String awaitThem = "until [ $(grep -l escaped /proc/[0-9]*/comm | wc -l) -ge 6 ]; do :; done";
      container.exec("sh", "-c", awaitThem).run();
      System.out.println("ready");
      container.waitFor();
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final int MANY = 500;
    private static final int BOMB = 60;

    @BeforeAll
    static void compile() throws Exception {
      BusyboxRoot.compile("intruder", rootFolder);
    }

    @Test
    void daemons_dieWithAJvmThatIsKilled() throws Exception {
      String mark = Marked.unique();
      String[] arguments =
          users().isPresent()
              ? new String[] {rootFolder.toString(), mark, users().get().name()}
              : new String[] {rootFolder.toString(), mark};
      try (ChildJvm jvm = ChildJvm.start("", List.of(), Daemons.class, arguments)) {
        jvm.awaitLine("ready");
        // Its own arguments have the mark too, so that it is one of them.
        assertThat(Marked.processes(mark)).hasSizeGreaterThan(6);
        jvm.kill();
        Await.until("all are dead", PATIENCE, () -> Marked.processes(mark).isEmpty());
      }
      // The next JVM removes the control groups of the one that was killed.
      try (ChildJvm next =
          ChildJvm.start("", List.of(), ContainerLoop.class, "once", arguments[0], mark)) {
        assertThat(next.result()).isEqualTo("ready\n");
      }
    }

    @Test
    void zombies_areReaped_andThoseOfTheCommandEndWithIt() throws Exception {
      Result result = busybox("intruder", "zombies", "" + MANY).run();
      assertThat(result.stdout().text()).isEqualTo("orphans gone\n" + (MANY + 2) + " processes\n");
      assertThat(result.isSuccess()).isTrue();
    }

    @Test
    void forkBomb_isFullAtTheLimit_andStoppedWhileItGoesOff() throws Exception {
      String mark = Marked.unique();
      for (int i = 0; i < 3; i++) {
        ContainerBuilder bomb =
            endless("intruder", "fork-bomb").pids(BOMB).env(Marked.VARIABLE, mark);
        try (RunningContainer container = bomb.start()) {
          assertThat(container.stdout().readNBytes(5)).asString().isEqualTo("full\n");
        }
        assertThat(Marked.processes(mark)).isEmpty();
      }
    }

    @Test
    void forkBomb_endsAtItsTimeout() throws Exception {
      Result result =
          endless("intruder", "fork-bomb").pids(BOMB).timeout(Duration.ofMillis(300)).run();
      assertThat(result.ending()).isEqualTo(Ending.TIMEOUT);
    }

    @Test
    void killOfAll_reachesTheContainerAlone() throws Exception {
      Process bystander = new ProcessBuilder("sleep", "600").start();
      try (RunningContainer other = busybox("cat").stdin(Input.pipe()).start()) {
        Result result = shell("sleep 600 & intruder kill-all; echo survived").run();
        // The shell is among those that are killed, and PID 1 is there to tell.
        assertThat(result.stdout().text()).doesNotContain("survived");
        assertThat(result.signal()).contains(Signal.KILL);
        assertThat(bystander.isAlive()).isTrue();
        other.stdin().close();
        assertThat(other.waitFor().isSuccess()).isTrue();
      } finally {
        bystander.destroyForcibly().waitFor();
        bystander.getInputStream().close();
        bystander.getErrorStream().close();
        bystander.getOutputStream().close();
      }
    }

    @Test
    void processOfThisMachine_isNotSignalled() throws Exception {
      Process bystander = new ProcessBuilder("sleep", "600").start();
      try {
        assertThat(said(busybox("intruder", "signal", "" + bystander.pid())))
            .isEqualTo("signal ESRCH\n");
        try (RunningContainer other = busybox("sleep", "600").start()) {
          assertThat(said(busybox("intruder", "signal", "" + other.pid())))
              .isEqualTo("signal ESRCH\n");
        }
      } finally {
        bystander.destroyForcibly().waitFor();
        bystander.getInputStream().close();
        bystander.getErrorStream().close();
        bystander.getOutputStream().close();
      }
    }

    @Test
    void initProcess_believesNoSignal() throws Exception {
      Result result = shell("intruder flood-init & intruder flood-init; wait; exit 7").run();
      assertThat(result.stdout().text()).isEqualTo("init allowed\ninit allowed\n");
      assertThat(result.exitCode()).hasValue(7);
    }
  }
}
