package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container that lies in wait for the commands which are run in it. */
final class ExecAttackTest {

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

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final int TIMES = 40;
    private static final int DESCRIPTORS = 40;

    @TempDir Path folder;

    @BeforeAll
    static void compile() throws Exception {
      BusyboxRoot.compile("intruder", rootFolder);
      BusyboxRoot.compile("breakout", rootFolder);
    }

    private static BufferedReader lines(RunningContainer container) {
      return new BufferedReader(new InputStreamReader(container.stdout(), UTF_8));
    }

    private static void awaitLine(BufferedReader lines, String expected) throws Exception {
      String line = lines.readLine();
      while (line != null && !line.equals(expected)) {
        assertThat(line).doesNotStartWith("caught").doesNotStartWith("/memfd");
        line = lines.readLine();
      }
      assertThat(line).isEqualTo(expected);
    }

    @Test
    void joiningProcess_isNeitherTracedNorReadNorRobbed() throws Exception {
      try (RunningContainer container = busybox("intruder", "watch").start()) {
        BufferedReader said = lines(container);
        awaitLine(said, "watching");
        for (int i = 0; i < TIMES; i++) {
          container.exec("true").run();
        }
        // The attack is a real one: a command that is executed is the container's own.
        try (RunningCommand sleep = container.exec("sleep", "60").start()) {
          awaitLine(said, "ordinary ptrace");
          assertThat(sleep.isAlive()).isTrue();
        }
        container.kill();
        assertThat(said.lines()).noneMatch(line -> line.startsWith("caught"));
      }
    }

    @Test
    void programThatJoins_isNeitherReadNorOverwritten() throws Exception {
      String prepare = "cp /bin/busybox /tmp/sleep; printf '#!/proc/self/exe\n' > /tmp/bait;";
      String script = prepare + " chmod +x /tmp/bait; exec intruder overwrite";
      try (RunningContainer container = shell(script).start()) {
        BufferedReader said = lines(container);
        awaitLine(said, "watching");
        for (int i = 0; i < TIMES; i++) {
          tryToRun(container.exec("/tmp/bait"));
        }
        try (RunningCommand victim = container.exec("/tmp/sleep", "60").start()) {
          awaitLine(said, "/tmp/sleep overwritten");
          assertThat(victim.waitFor().signal()).contains(Signal.KILL);
        }
        container.kill();
        assertThat(said.lines()).noneMatch(line -> line.contains("memfd"));
      }
    }

    private static String tryToRun(ExecBuilder command) throws Exception {
      try {
        Result result = command.run();
        return result.stdout().text() + result.stderr().text();
      } catch (CaissonException e) {
        return "refused: " + e.getMessage();
      }
    }

    @Test
    void workingDirectoryOfALeakedDescriptor_isRefused() throws Exception {
      Path secret = Files.writeString(folder.resolve("secret"), "secret");
      try (RunningContainer container =
          busybox("sleep", "60").mount(Mount.bind(folder, "/data")).start()) {
        for (int fd = 0; fd < DESCRIPTORS; fd++) {
          container.exec("ln", "-sfn", "/proc/self/fd/" + fd, "/tmp/here").run();
          for (String place : List.of("/proc/self/fd/" + fd, "/tmp/here")) {
            ExecBuilder attack = container.exec("breakout", "where", secret.toString());
            assertThat(tryToRun(attack.workingDirectory(place)))
                .as(place)
                .doesNotContain("in /", "unreachable", "allowed");
          }
        }
        assertThat(tryToRun(container.exec("breakout", "where", secret.toString())))
            .contains("in /")
            .doesNotContain("unreachable", "allowed");
      }
    }

    @Test
    void commandOfALeakedDescriptor_isRefused() throws Exception {
      try (RunningContainer container = busybox("sleep", "60").start()) {
        for (int fd = 3; fd < DESCRIPTORS; fd++) {
          assertThat(tryToRun(container.exec("/proc/self/fd/" + fd))).startsWith("refused");
          assertThat(tryToRun(container.exec("/proc/self/fd/" + fd + "/bin/busybox", "true")))
              .startsWith("refused");
        }
      }
    }

    @Test
    void accountsThatTheContainerWrote_areNotRead() throws Exception {
      String script = "echo evil:x:0:0::/:/bin/sh >> /etc/passwd; echo done; sleep 60";
      try (RunningContainer container = shell(script).start()) {
        awaitLine(lines(container), "done");
        assertThatThrownBy(() -> container.exec("true").user("evil").run())
            .isInstanceOf(CaissonException.class);
      }
    }

    @Test
    void commandThatIsStoppedBeforeItIsExecuted_endsWithTheContainer() throws Exception {
      try (RunningContainer container = busybox("intruder", "stop-all").start()) {
        awaitLine(lines(container), "stopping");
        CompletableFuture<String> stopped =
            CompletableFuture.supplyAsync(() -> outcome(container.exec("true")));
        container.kill();
        assertThat(stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
      }
    }

    @Test
    void commandThatIsStoppedBeforeItIsExecuted_endsAtItsTimeout() throws Exception {
      try (RunningContainer container = busybox("intruder", "stop-all").start()) {
        awaitLine(lines(container), "stopping");
        for (int i = 0; i < TIMES / 4; i++) {
          Duration limit = Duration.ofMillis(50);
          CompletableFuture<String> stopped =
              CompletableFuture.supplyAsync(() -> outcome(container.exec("true").timeout(limit)));
          assertThat(stopped.get(20, TimeUnit.SECONDS)).isNotNull();
        }
      }
    }

    private static String outcome(ExecBuilder command) {
      try {
        return tryToRun(command);
      } catch (Exception e) {
        return e.toString();
      }
    }
  }
}
