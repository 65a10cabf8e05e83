package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Commands that are run in a container which runs already. */
final class ExecTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void user_isLookedUpInTheContainer() throws Exception {
      assertThat(said(container.exec("sh", "-c", "id -u; id -g; echo $HOME").user("worker")))
          .isEqualTo("1234\n100\n/home/worker\n");
    }

    @Test
    void memoryOfTheContainer_thatACommandUsesUp_isWhatEndsBoth() throws Exception {
      try (RunningContainer container = endless("sleep", "600").memory(32 << 20).start()) {
        Result command =
            container.exec("dd", "if=/dev/zero", "of=/dev/null", "bs=128M", "count=1").run();
        assertThat(command.ending()).isEqualTo(Ending.OUT_OF_MEMORY);
        assertThat(command.signal()).contains(Signal.KILL);
        assertThat(container.waitFor().ending()).isEqualTo(Ending.OUT_OF_MEMORY);
      }
    }

    @Test
    void memoryAndProcesses_areCountedInTheContainersGroups() throws Exception {
      try (RunningCommand sleep = container.exec("sleep", "60").start()) {
        assertThat(groups(sleep.pid())).isEqualTo(groups(container.pid()));
      }
    }

    private static String groups(int pid) throws Exception {
      return Files.readString(Path.of("/proc/" + pid + "/cgroup"));
    }
  }

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

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    RunningContainer container;

    @BeforeEach
    void startContainer() throws Exception {
      container =
          busybox("sleep", "60")
              .hostname("inside")
              .env("KEPT", "1")
              .workingDirectory("/tmp")
              .start();
    }

    @AfterEach
    void closeContainer() throws Exception {
      container.close();
    }

    static String said(ExecBuilder command) throws Exception {
      Result result = command.run();
      return result.stdout().text() + result.stderr().text();
    }

    @Test
    void namespaces_areThoseOfTheContainer() throws Exception {
      for (String kind : List.of("mnt", "pid", "uts", "ipc", "net", "user")) {
        Path link = Path.of("/proc/" + commandPid() + "/ns/" + kind);
        assertThat(said(container.exec("readlink", "/proc/self/ns/" + kind)))
            .isEqualTo(Files.readSymbolicLink(link) + "\n");
      }
    }

    @Test
    void cgroup_isTheRootOfItsNamespace() throws Exception {
      assertThat(said(container.exec("cat", "/proc/self/cgroup")))
          .isNotEmpty()
          .doesNotContain("caisson")
          .doesNotContain("..");
    }

    /** The container's command: the first process itself can't be looked into. */
    private long commandPid() throws Exception {
      Path children =
          Path.of("/proc/" + container.pid() + "/task/" + container.pid() + "/children");
      return Long.parseLong(Files.readString(children).strip());
    }

    @Test
    void processes_areSeenTogether() throws Exception {
      assertThat(said(container.exec("ps", "-o", "pid,comm")).lines().map(String::strip))
          .containsExactly("PID   COMMAND", "1 caisson-init", "2 sleep", "3 ps");
    }

    @Test
    void environmentAndFolder_areTheContainersUnlessSetAnew() throws Exception {
      String show = "echo $KEPT $HOSTNAME $PWD $NEW";
      assertThat(said(container.exec("sh", "-c", show))).isEqualTo("1 inside /tmp\n");
      assertThat(
              said(
                  container
                      .exec("sh", "-c", show)
                      .env("NEW", "2")
                      .env("KEPT", "3")
                      .workingDirectory("/bin")))
          .isEqualTo("3 inside /bin 2\n");
    }

    @Test
    void privileges_areThoseOfTheContainersCommand() throws Exception {
      assertThat(said(container.exec("grep", "-E", "^(Cap|NoNew)", "/proc/self/status")).lines())
          .hasSize(6)
          .allMatch(line -> line.endsWith("\t0000000000000000") || line.equals("NoNewPrivs:\t1"));
      assertThat(said(container.exec("probe", "descriptors"))).isEqualTo("0\n1\n2\n");
      assertThat(said(container.exec("sh", "-c", "mount -t tmpfs none /tmp && echo mounted")))
          .doesNotContain("mounted");
    }

    @Test
    void end_isToldByExitCodeAndSignal() throws Exception {
      assertThat(container.exec("sh", "-c", "exit 7").run().exitCode()).hasValue(7);
      Result killed = container.exec("sh", "-c", "kill -TERM $$").run();
      assertThat(killed.ending()).isEqualTo(Ending.SIGNAL);
      assertThat(killed.signal()).contains(Signal.TERM);
      assertThat(container.isAlive()).isTrue();
    }

    @Test
    void limitsOfItsOwn_endItAlone() throws Exception {
      Result late = container.exec("sleep", "60").timeout(Duration.ofMillis(100)).run();
      assertThat(late.ending()).isEqualTo(Ending.TIMEOUT);
      Result loud = container.exec("yes").outputLimit(1000).run();
      assertThat(loud.ending()).isEqualTo(Ending.OUTPUT_LIMIT);
      assertThat(loud.stdout().bytes()).hasSize(1000);
      assertThat(container.isAlive()).isTrue();
    }

    @Test
    void streams_carryAConversation() throws Exception {
      try (RunningCommand cat = container.exec("cat").stdin(Input.pipe()).start()) {
        OutputStream stdin = cat.stdin();
        stdin.write("word".getBytes(StandardCharsets.UTF_8));
        stdin.close();
        assertThat(cat.stdout().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("word");
        assertThat(cat.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void signal_reachesIt() throws Exception {
      try (RunningCommand sleep = container.exec("sleep", "60").start()) {
        assertThat(sleep.signal(Signal.TERM)).isTrue();
        assertThat(sleep.waitFor().signal()).contains(Signal.TERM);
        assertThat(sleep.signal(Signal.TERM)).isFalse();
      }
    }

    @Test
    void signalToTheGroup_reachesItsChildrenAlone() throws Exception {
      String script = "trap 'echo shell' INT; (echo ready; exec sleep 600); echo $?";
      try (RunningCommand command = container.exec("sh", "-c", script).start()) {
        assertThat(command.stdout().readNBytes(6)).asString().isEqualTo("ready\n");
        assertThat(command.signalGroup(Signal.INT)).isTrue();
        assertThat(command.stdout().readAllBytes()).asString().isEqualTo("shell\n130\n");
        assertThat(command.waitFor().isSuccess()).isTrue();
        assertThat(command.signalGroup(Signal.INT)).isFalse();
      }
      assertThat(container.isAlive()).isTrue();
    }

    @Test
    void endOfTheContainer_endsIt() throws Exception {
      try (RunningCommand sleep = container.exec("sleep", "60").start()) {
        container.kill();
        assertThat(sleep.waitFor().signal()).contains(Signal.KILL);
        assertThat(container.waitFor().ending()).isEqualTo(Ending.SIGNAL);
      }
    }

    @Test
    void containerThatHasEnded_isRefused() throws Exception {
      container.close();
      assertThatThrownBy(() -> container.exec("true").run())
          .isInstanceOf(CaissonException.class)
          .hasMessageStartingWith("execute true: the container has ended");
    }

    @Test
    void commandThatIsNotThere_isNamed() {
      assertThatThrownBy(() -> container.exec("no-such-command").run())
          .isInstanceOf(CommandException.class)
          .hasMessageStartingWith("find command no-such-command: not in /usr/local/sbin:");
      assertThatThrownBy(() -> container.exec("/etc/passwd").run())
          .isInstanceOf(CommandException.class)
          .hasMessageStartingWith("execute /etc/passwd: EACCES");
      assertThatThrownBy(() -> container.exec("true").workingDirectory("/nowhere").run())
          .isInstanceOf(CaissonException.class)
          .hasMessageStartingWith("enter working directory /nowhere: ENOENT");
    }

    @Test
    void badValues_areRefusedAtTheCall() {
      assertThatIllegalArgumentException().isThrownBy(() -> container.exec());
      assertThatIllegalArgumentException().isThrownBy(() -> container.exec("a").user("a b"));
      assertThatIllegalStateException()
          .isThrownBy(() -> container.exec("a").stdout(Output.pipe()).run());
    }

    @Test
    void interrupt_whileItRuns_endsItAlone() throws Exception {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> container.exec("sleep", "60").run())
          .isInstanceOf(InterruptedException.class);
      assertThat(said(container.exec("ps", "-o", "comm")).lines().filter("sleep"::equals))
          .hasSize(1);
    }

    @Test
    void manyAtOnce_areToldApart() throws Exception {
      RunningCommand[] all = new RunningCommand[20];
      for (int i = 0; i < all.length; i++) {
        all[i] = container.exec("sh", "-c", "exit " + i).start();
      }
      for (int i = 0; i < all.length; i++) {
        try (RunningCommand each = all[i]) {
          assertThat(each.waitFor().exitCode()).hasValue(i);
        }
      }
    }
  }
}
