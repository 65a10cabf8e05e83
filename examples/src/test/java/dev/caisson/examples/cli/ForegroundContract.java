package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What any user may expect of signals, and of streams that can't be written. */
abstract class ForegroundContract {

  private static final String LOOP = "while :; do sleep 0.05; done";

  @TempDir Path folder;

  /** Starts a script and waits until it has written its first line. */
  private Process started(String script, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(Arrays.asList(options));
    words.addAll(List.of("host:", "sh", "-c", script));
    Process process = Cli.start(folder, words.toArray(String[]::new));
    await(process, "ready");
    return process;
  }

  private void await(Process process, String text) throws IOException, InterruptedException {
    while (!Files.readString(folder.resolve("stdout")).contains(text) && process.isAlive()) {
      Thread.sleep(20);
    }
  }

  private static void send(String signal, Process process) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void signal_toACommandThatTakesNone_isItsEnd(String signal, int status) throws Exception {
    Process process = started("echo ready; exec sleep 60");
    send(signal, process);

    assertThat(Cli.finish(folder, process)).isEqualTo(new Cli.Outcome(status, "ready\n", ""));
  }

  @Test
  void signal_toACommandWithChildren_reachesItsGroup() throws Exception {
    String child = "sh -c 'trap \"echo child; exit\" TERM; echo ready; " + LOOP + "'";
    Process process =
        started("trap 'wait; echo parent; exit 4' TERM; " + child + " & while :; do wait; done");
    send("TERM", process);

    Cli.Outcome outcome = Cli.finish(folder, process);
    assertThat(outcome.status()).isEqualTo(4);
    assertThat(outcome.stdout()).isEqualTo("ready\nchild\nparent\n");
  }

  @Test
  void secondSignal_isPassedOnToo() throws Exception {
    Process process =
        started(
            "n=0; trap 'n=$((n+1)); echo got $n; [ $n = 2 ] && exit 5' INT; echo ready; " + LOOP);
    send("INT", process);
    await(process, "got 1");
    send("INT", process);

    assertThat(Cli.finish(folder, process))
        .isEqualTo(new Cli.Outcome(5, "ready\ngot 1\ngot 2\n", ""));
  }

  @Test
  void thirdSignal_killsTheContainer() throws Exception {
    Process process = started("trap 'echo got 1' INT; trap 'echo got 2' TERM; echo ready; " + LOOP);
    send("INT", process);
    await(process, "got 1");
    send("TERM", process);
    await(process, "got 2");
    send("INT", process);

    Cli.Outcome outcome = Cli.finish(folder, process);
    assertThat(outcome.status()).isEqualTo(137);
    assertThat(outcome.stderr())
        .endsWith("caisson: the command was killed at SIGINT, the third signal\n");
  }

  @Test
  void thirdSignal_whileNobodyReadsTheOutput_endsTheProcess() throws Exception {
    String start = "\"$@\" run --output-limit 1g host: sh -c 'echo ready >&2; yes' >&3 & ";
    Cli.Outcome outcome =
        Cli.shell(
            folder,
            "d="
                + folder
                + "; mkfifo $d/f; exec 3<>$d/f; "
                + start
                + "until grep -q . $d/stderr; do sleep 0.1; done; "
                + "while kill -INT $! 2>/dev/null; do sleep 0.1; done; wait $!; echo $?");

    assertThat(outcome).isEqualTo(new Cli.Outcome(0, "130\n", "ready\n"));
  }

  @Test
  void signals_thatEndNothing_arePassedOnHoweverMany() throws Exception {
    Process process =
        started(
            "for s in USR1 USR2 WINCH; do trap \"echo got $s\" $s; done;"
                + " trap 'exit 6' TERM; echo ready; "
                + LOOP);
    for (String signal : List.of("USR1", "USR2", "WINCH")) {
      send(signal, process);
      await(process, "got " + signal);
    }
    send("TERM", process);

    // The shell may say of its sleep that a signal ended that.
    Cli.Outcome outcome = Cli.finish(folder, process);
    assertThat(outcome.status()).isEqualTo(6);
    assertThat(outcome.stdout()).isEqualTo("ready\ngot USR1\ngot USR2\ngot WINCH\n");
  }

  @Test
  void stopTimeout_afterTermThatIsIgnored_killsTheContainer() throws Exception {
    Process process = started("trap '' TERM; echo ready; " + LOOP, "--stop-timeout", "0.1");
    send("TERM", process);

    Cli.Outcome outcome = Cli.finish(folder, process);
    assertThat(outcome.status()).isEqualTo(137);
    assertThat(outcome.stderr())
        .endsWith("caisson: the command was killed, since it did not end after SIGTERM\n");
  }

  @ParameterizedTest
  @CsvSource({"''", "--output-limit 1g"})
  void closedPipe_onStdout_endsQuietlyAsWithSigpipe(String options) throws Exception {
    Cli.Outcome outcome =
        Cli.shell(
            folder, "\"$@\" run " + options + " host: yes | head -n 1; echo ${PIPESTATUS[0]}");

    assertThat(outcome).isEqualTo(new Cli.Outcome(0, "y\n141\n", ""));
  }

  @Test
  void closedPipe_onACommandThatGoesOn_endsIt() throws Exception {
    String script = "echo a; while echo b; do sleep 0.05; done; sleep 60";
    Cli.Outcome outcome =
        Cli.shell(
            folder,
            "\"$@\" run --output-limit 1g host: sh -c 'trap \"\" PIPE; "
                + script
                + "' | head -n 1; echo ${PIPESTATUS[0]}");

    assertThat(outcome.stdout()).isEqualTo("a\n141\n");
    assertThat(outcome.stderr()).doesNotContain("caisson");
  }

  @ParameterizedTest
  @CsvSource({"stdout, echo a; exec sleep 60, 1", "stderr, echo a >&2; exec sleep 60, 2"})
  void fullDisk_underAStream_endsTheCommandWithTheReason(String name, String script, int number)
      throws Exception {
    Path json = folder.resolve("result.json");
    Cli.Outcome outcome =
        Cli.shell(
            folder,
            "\"$@\" run --output-limit 1g --json "
                + json
                + " host: sh -c '"
                + script
                + "' "
                + number
                + ">/dev/full; echo $?");

    assertThat(Files.readString(json)).contains("write " + name + ": No space left on device");
    assertThat(outcome.stdout()).isEqualTo("125\n");
  }

  @Test
  void report_onAFullDisk_is125() throws Exception {
    Cli.Outcome outcome = Cli.run(folder, "run", "--json", "/dev/full", "host:", "echo", "a");

    assertThat(outcome)
        .isEqualTo(
            new Cli.Outcome(125, "a\n", "caisson: --json /dev/full: No space left on device\n"));
  }

  @Test
  void words_beyondAscii_arriveByteForByte() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("é€𝄞"));
    Files.writeString(shared.resolve("ñ"), "ok\n");
    Cli.Outcome outcome =
        Cli.shell(
            folder,
            "export V=ü CAISSON_LC_ALL==de_DE; \"$@\" run -e V -e W=ß -e LC_ALL -v '"
                + shared
                + ":/mnt/ö' -w '/mnt/ö' host: sh -c 'cat ñ; echo \"$V$W$LC_ALL$1\"; pwd' sh ж");

    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout()).isEqualTo("ok\nüßde_DEж\n/mnt/ö\n");
  }
}
