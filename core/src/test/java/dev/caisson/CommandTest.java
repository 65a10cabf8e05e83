package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a command is given, and what is told of its end. */
final class CommandTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {
    @Test
    void userByName_hasTheSupplementaryGroups() throws Exception {
      assertThat(said(busybox("id", "-G").user("worker"))).isEqualTo("100 29\n");
      assertThat(said(busybox("id", "-G").user("worker:users"))).isEqualTo("100\n");
      assertThat(said(busybox("id", "-G"))).isEqualTo("0\n");
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

    @Test
    void exitCode_isTheCommands() throws Exception {
      Result result = shell("exit 7").run();
      assertThat(result.ending()).isEqualTo(Ending.EXIT);
      assertThat(result.exitCode()).hasValue(7);
      assertThat(result.signal()).isEmpty();
      assertThat(result.isSuccess()).isFalse();
      assertThat(busybox("true").run().isSuccess()).isTrue();
    }

    @Test
    void signalOfTheCommandItself_isNoExitCode() throws Exception {
      Result result = shell("kill -SEGV $$").run();
      assertThat(result.ending()).isEqualTo(Ending.SIGNAL);
      assertThat(result.exitCode()).isEmpty();
      assertThat(result.signal()).hasValueSatisfying(s -> assertThat(s.number()).isEqualTo(11));
    }

    @Test
    void exitCodeAbove128_isNoSignal() throws Exception {
      Result result = shell("exit 139").run();
      assertThat(result.exitCode()).hasValue(139);
      assertThat(result.signal()).isEmpty();
    }

    @Test
    void outputAndErrors_areCapturedApart() throws Exception {
      Result result = shell("echo out; echo err >&2").run();
      assertThat(result.stdout().text()).isEqualTo("out\n");
      assertThat(result.stderr().text()).isEqualTo("err\n");
    }

    @Test
    void outputOfAMillionLines_isCapturedWhole() throws Exception {
      Result result = busybox("seq", "1000000").run();
      assertThat(result.ending()).isEqualTo(Ending.EXIT);
      assertThat(result.stdout().text()).endsWith("\n999999\n1000000\n");
      assertThat(result.stdout().length()).isEqualTo(6888896);
    }

    @Test
    void inputBytes_areReadToTheEnd() throws Exception {
      byte[] bytes = new byte[3_000_000];
      Arrays.fill(bytes, (byte) 'x');
      assertThat(said(busybox("wc", "-c").stdin(Input.of(bytes)))).isEqualTo("3000000\n");
      assertThat(said(busybox("cat").stdin(Input.of("grüße")))).isEqualTo("grüße");
    }

    @Test
    void emptyInput_isTheEndOfTheFile() throws Exception {
      assertThat(said(busybox("wc", "-c"))).isEqualTo("0\n");
      assertThat(said(busybox("wc", "-c").stdin(Input.empty()))).isEqualTo("0\n");
    }

    @Test
    // The command sees the end of its input before the block ends.
    @SuppressWarnings("try")
    void pipedStreams_carryAConversation() throws Exception {
      try (RunningContainer cat = busybox("cat").stdin(Input.pipe()).start();
          OutputStream stdin = cat.stdin();
          InputStream stdout = cat.stdout()) {
        for (String word : new String[] {"one", "two"}) {
          stdin.write(word.getBytes(StandardCharsets.UTF_8));
          assertThat(stdout.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo(word);
        }
        stdin.close();
        assertThat(stdout.read()).isEqualTo(-1);
        assertThat(cat.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void pipedOutput_canBeReadAfterTheEnd() throws Exception {
      try (RunningContainer echo = busybox("echo", "late").start()) {
        echo.waitFor();
        assertThat(echo.stdout().readAllBytes()).asString().isEqualTo("late\n");
      }
    }

    @Test
    void environment_isExactlyWhatIsDocumented() throws Exception {
      String said = said(busybox("env").hostname("box").env("A", "b=c").env("EMPTY", ""));
      assertThat(said.lines())
          .containsExactlyInAnyOrder(
              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
              "HOSTNAME=box",
              "HOME=/root",
              "A=b=c",
              "EMPTY=");
    }

    @Test
    void environmentOfTheCaller_goesFirst() throws Exception {
      String said = said(busybox("env").env("PATH", "/bin").env("HOME", "/h").env("HOSTNAME", "n"));
      assertThat(said.lines()).containsExactlyInAnyOrder("PATH=/bin", "HOME=/h", "HOSTNAME=n");
    }

    @Test
    void workingDirectory_isMadeWhereItIsMissing() throws Exception {
      assertThat(said(busybox("pwd"))).isEqualTo("/\n");
      assertThat(said(busybox("pwd").workingDirectory("/data"))).isEqualTo("/data\n");
      assertThat(said(busybox("pwd").workingDirectory("/a/b/c"))).isEqualTo("/a/b/c\n");
      assertThat(rootFolder.resolve("a")).doesNotExist();
    }

    @Test
    void relativeCommand_isFoundFromTheWorkingDirectory() throws Exception {
      assertThat(said(busybox("./echo", "here").workingDirectory("/bin"))).isEqualTo("here\n");
      assertThat(said(busybox("bin/echo", "there"))).isEqualTo("there\n");
    }

    @Test
    void user_isLookedUpInTheRoot() throws Exception {
      String ids = "id -u; id -g; echo $HOME";
      assertThat(said(shell(ids))).isEqualTo("0\n0\n/root\n");
      assertThat(said(shell(ids).user("worker"))).isEqualTo("1234\n100\n/home/worker\n");
      assertThat(said(shell(ids).user("1234"))).isEqualTo("1234\n100\n/home/worker\n");
      assertThat(said(shell(ids).user("worker:audio"))).isEqualTo("1234\n29\n/home/worker\n");
      assertThat(said(shell(ids).user("4321:77"))).isEqualTo("4321\n77\n/\n");
      assertThat(said(shell(ids).user("4321"))).isEqualTo("4321\n0\n/\n");
    }

    @Test
    void hostname_isOnlyTheContainers() throws Exception {
      String before =
          java.nio.file.Files.readString(java.nio.file.Path.of("/proc/sys/kernel/hostname"));
      assertThat(said(busybox("hostname").hostname("a-box.example"))).isEqualTo("a-box.example\n");
      assertThat(said(busybox("hostname"))).matches("[0-9a-f]{12}\n");
      assertThat(java.nio.file.Path.of("/proc/sys/kernel/hostname")).hasContent(before);
    }

    @Test
    void argumentsOfManyBytes_arrive() throws Exception {
      String word = "ä".repeat(60_000);
      assertThat(said(busybox("echo", "-n", word, "", "a b"))).isEqualTo(word + "  a b");
    }

    @Test
    void orphans_areReapedByInit() throws Exception {
      String script =
          "for i in 1 2 3 4 5; do sh -c 'true &'; done; until [ $(ps | wc -l) -le 5 ]; do :; done;"
              + " ps -o stat | grep -c Z";
      assertThat(said(shell(script))).isEqualTo("0\n");
    }
  }
}
