package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Capability;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Commands that have a terminal. */
final class TerminalTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void terminal_belongsToTheUser() throws Exception {
      String script = "[ -O /dev/pts/0 ] && stat -c '%u %a' /dev/pts/0 && echo open >/dev/pts/0";
      assertThat(shown(shell(script).user("worker").terminal(80, 24)))
          .isEqualTo("1234 620\nopen\n");
    }

    @Test
    void pathThatTheContainerHasChanged_leadsNowhere() throws Exception {
      try (RunningContainer container =
          shell("mount -t tmpfs none /dev/pts && mkfifo /dev/pts/ptmx; echo done; exec sleep 60")
              .capabilities(Capability.SYS_ADMIN)
              .withoutSeccomp()
              .start()) {
        assertThat(container.stdout().readNBytes(5)).asString().isEqualTo("done\n");
        assertThatThrownBy(() -> container.exec("true").terminal(80, 24).run())
            .isInstanceOf(CaissonException.class)
            .hasMessageStartingWith("unlock terminal: ENOTTY");
        String link = "rm /dev/pts/ptmx; ln -s /dev/null /dev/pts/ptmx";
        assertThat(container.exec("sh", "-c", link).run().isSuccess()).isTrue();
        assertThatThrownBy(() -> container.exec("true").terminal(80, 24).run())
            .isInstanceOf(CaissonException.class)
            .hasMessageStartingWith("open /dev/pts/ptmx: ELOOP");
        assertThat(container.exec("true").run().isSuccess()).isTrue();
      }
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    static String shown(ContainerBuilder container) throws Exception {
      return container.run().stdout().text().replace("\r\n", "\n");
    }

    private static void type(RunningProcess process, String text) throws IOException {
      process.stdin().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads up to the end of a text. */
    private static String readTo(String end, RunningProcess process) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(end) < 0) {
        int read = process.stdout().read();
        if (read < 0) {
          throw new AssertionError("no '" + end + "' in: " + text);
        }
        text.append((char) read);
      }
      return text.toString();
    }

    @Test
    void terminal_isOneOfTheContainersOwn() throws Exception {
      String script =
          "tty; for i in 0 1 2; do readlink /proc/self/fd/$i; done; stty size; echo $TERM;"
              + " echo through >/dev/tty; ls -1 /dev/pts";
      assertThat(shown(shell(script).terminal(80, 24)))
          .isEqualTo(
              "/dev/pts/0\n/dev/pts/0\n/dev/pts/0\n/dev/pts/0\n24 80\nxterm\nthrough\n0\nptmx\n");
    }

    @Test
    void command_leadsASessionWhoseTerminalItIs() throws Exception {
      // proc_pid_stat(5): pid, state, parent, group, session, terminal, foreground group
      String script =
          "read pid name state ppid group session tty front rest </proc/self/stat;"
              + " echo $session $front $((tty >> 8)) $((tty & 255)); echo $$";
      assertThat(shown(busybox("sh", "-c", script).terminal(80, 24))).isEqualTo("2 2 136 0\n2\n");
    }

    @Test
    void output_isOneStreamAsItIsShown() throws Exception {
      Result result = shell("echo one; echo two >&2; printf three").terminal(80, 24).run();
      assertThat(result.stdout().text()).isEqualTo("one\r\ntwo\r\nthree");
      assertThat(result.stderr().length()).isZero();
      assertThat(result.isSuccess()).isTrue();
    }

    @Test
    void variableOfTheTerminal_canBeSet() throws Exception {
      assertThat(shown(shell("echo $TERM").env("TERM", "linux").terminal(80, 24)))
          .isEqualTo("linux\n");
    }

    @Test
    void typedLine_isEchoedAndRead() throws Exception {
      try (RunningContainer container =
          shell("read line; echo got $line; exit 3").terminal(80, 24).start()) {
        type(container, "word\n");
        assertThat(new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("word\r\ngot word\r\n");
        assertThat(container.waitFor().exitCode()).hasValue(3);
      }
    }

    @Test
    void typedInput_isPipedThoughOutputIsCaptured() throws Exception {
      try (RunningContainer cat =
          busybox("cat").terminal(80, 24).stdout(Output.capture()).start()) {
        type(cat, "x\n\u0004");
        assertThat(cat.waitFor().stdout().text()).isEqualTo("x\r\nx\r\n");
      }
    }

    @Test
    void typedEndOfInput_endsACat() throws Exception {
      try (RunningContainer container = busybox("cat").terminal(80, 24).start()) {
        type(container, "x\n\u0004");
        assertThat(container.waitFor().isSuccess()).isTrue();
        assertThat(readTo("x\r\nx\r\n", container)).isEqualTo("x\r\nx\r\n");
      }
    }

    @Test
    void typedInterrupt_endsTheForeground() throws Exception {
      try (RunningContainer container =
          shell("trap 'echo shell' INT; (echo ready; exec sleep 600); echo $?")
              .terminal(80, 24)
              .start()) {
        readTo("ready\r\n", container);
        type(container, "\u0003");
        assertThat(readTo("130\r\n", container)).contains("shell\r\n130\r\n");
        assertThat(container.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void resize_isToldToTheForeground() throws Exception {
      String script = "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.02; done";
      try (RunningContainer container = shell(script).terminal(80, 24).start()) {
        readTo("ready\r\n", container);
        container.resize(132, 43);
        assertThat(readTo("43 132\r\n", container)).isEqualTo("43 132\r\n");
        assertThat(container.waitFor().isSuccess()).isTrue();
        container.resize(1, 1);
      }
    }

    @Test
    void closedStreams_hangTheTerminalUp() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").terminal(80, 24).start()) {
        container.stdin().close();
        container.stdout().close();
        assertThat(container.waitFor().signal()).contains(Signal.HUP);
        container.resize(1, 1);
      }
    }

    @Test
    void close_freesAReader() throws Exception {
      RunningContainer container = busybox("sleep", "600").terminal(80, 24).start();
      CompletableFuture<String> reader =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return "read " + container.stdout().read();
                } catch (IOException e) {
                  return e.getMessage();
                }
              });
      container.close();
      assertThat(reader.get(60, TimeUnit.SECONDS)).isIn("read -1", "stream is closed");
    }

    @Test
    void outputLimit_endsTheContainer() throws Exception {
      Result result = busybox("yes").terminal(80, 24).outputLimit(1000).run();
      assertThat(result.ending()).isEqualTo(Ending.OUTPUT_LIMIT);
      assertThat(result.stdout().length()).isEqualTo(1000);
    }

    @Test
    void allOutput_isReadAfterTheEnd() throws Exception {
      for (int i = 0; i < 20; i++) {
        Result result = busybox("seq", "1000").terminal(80, 24).run();
        assertThat(result.stdout().text()).endsWith("\r\n999\r\n1000\r\n");
      }
    }

    @Test
    void descriptors_areThree() throws Exception {
      assertThat(shown(busybox("probe", "descriptors").terminal(80, 24))).isEqualTo("0\n1\n2\n");
    }

    @Test
    void exec_hasATerminalOfItsOwn() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").terminal(80, 24).start();
          RunningCommand shell = container.exec("sh").terminal(100, 50).start()) {
        type(shell, "stty -echo; tty; stty size; PS1=\n");
        assertThat(readTo("50 100\r\n", shell)).contains("/dev/pts/1\r\n");
        shell.resize(10, 5);
        type(shell, "stty size; echo $TERM; exit 4\n");
        readTo("5 10\r\nxterm\r\n", shell);
        assertThat(shell.waitFor().exitCode()).hasValue(4);
        assertThat(container.isAlive()).isTrue();
      }
    }

    @Test
    void execInAContainerWithout_hasTheFirst() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        Result result = container.exec("tty").terminal(80, 24).run();
        assertThat(result.stdout().text()).isEqualTo("/dev/pts/0\r\n");
        assertThat(container.exec("probe", "descriptors").terminal(80, 24).run().stdout().text())
            .isEqualTo("0\r\n1\r\n2\r\n");
        assertThatIllegalStateException()
            .isThrownBy(() -> container.resize(1, 1))
            .withMessage("the command has no terminal");
      }
    }

    @Test
    void commandThatIsNotThere_isNamed() {
      assertThatThrownBy(() -> busybox("no-such-command").terminal(80, 24).run())
          .hasMessageStartingWith("find command no-such-command");
    }

    @Test
    void badValues_areRefusedAtTheCall() {
      for (int wrong : new int[] {-1, 0, 65_536}) {
        assertThatIllegalArgumentException().isThrownBy(() -> busybox("a").terminal(wrong, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> busybox("a").terminal(1, wrong));
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").terminal(1, 1).terminal(1, 1));
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").terminal(1, 1).stderr(Output.capture()).build())
          .withMessageStartingWith("stderr is set");
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").terminal(1, 1).stdout(Output.inherit()).build());
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").terminal(1, 1).stdin(Input.of("x")).build());
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").terminal(1, 1).stdin(Input.pipe()).run());
    }
  }
}
