package dev.caisson.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code caisson run -it} promises to any user, on a terminal that script(1) makes. */
abstract class TerminalContract {

  @TempDir Path folder;

  /** Starts the command line between two looks at the terminal's settings. */
  private Process start(String before, String... arguments) throws IOException {
    String caisson =
        Stream.concat(Cli.command().stream(), Stream.of(arguments))
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path script = folder.resolve("script");
    Files.writeString(
        script,
        "f="
            + folder
            + "; stty -g >$f/before; "
            + before
            + caisson
            + "; s=$?; stty -g >$f/after; exit $s\n");
    return new ProcessBuilder("script", "-qefc", "exec sh " + script, "/dev/null")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("stdout").toFile())
        .start();
  }

  private String shown() throws IOException {
    return Files.readString(folder.resolve("stdout"), UTF_8);
  }

  private void awaitShown(String text, Process process) throws Exception {
    while (!shown().contains(text) && process.isAlive()) {
      Thread.sleep(20);
    }
  }

  private void type(Process process, String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  private void assertRestored() throws IOException {
    assertThat(Files.readString(folder.resolve("after")))
        .isNotEmpty()
        .isEqualTo(Files.readString(folder.resolve("before")));
  }

  @Test
  void conversation_goesThroughBothTerminals() throws Exception {
    Process process =
        start(
            "stty rows 43 cols 132; ",
            "run",
            "-it",
            "host:",
            "sh",
            "-c",
            "tty; stty size; echo ready; read word; echo got $word; exit 3");
    awaitShown("ready", process);
    type(process, "word\n");
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(shown()).contains("/dev/pts/0\r\n43 132\r\nready\r\nword\r\ngot word\r\n");
    process.getOutputStream().close();
  }

  @Test
  void interrupt_endsTheCommandAndLeavesTheTerminalAsItWas() throws Exception {
    Process process = start("", "run", "-it", "host:", "sh", "-c", "echo ready; exec sleep 600");
    awaitShown("ready", process);
    type(process, "\u0003");
    assertThat(process.waitFor()).isEqualTo(130);
    assertRestored();
    process.getOutputStream().close();
  }

  @Test
  void commandThatCrashesInRawMode_leavesTheTerminalAsItWas() throws Exception {
    Process process = start("", "run", "-it", "host:", "sh", "-c", "stty raw -echo; kill -SEGV $$");
    assertThat(process.waitFor()).isEqualTo(139);
    assertRestored();
    process.getOutputStream().close();
  }

  @Test
  void newSize_isPassedOn() throws Exception {
    String resize =
        "(until grep -q ready $f/stdout; do sleep 0.05; done; stty rows 43 cols 132) & ";
    Process process =
        start(
            resize.replace("& ", "</dev/tty & "),
            "run",
            "-it",
            "host:",
            "sh",
            "-c",
            "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done");
    assertThat(process.waitFor()).isZero();
    assertThat(shown()).contains("43 132\r\n");
    process.getOutputStream().close();
  }

  @Test
  void terminalAlone_isShownWithoutATerminalHere() throws Exception {
    Cli.Outcome outcome = Cli.run(folder, "run", "-t", "host:", "sh", "-c", "tty; stty size");
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout()).isEqualTo("/dev/pts/0\r\n24 80\r\n");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void interactiveTerminal_withoutATerminalHere_is125() throws Exception {
    Cli.Outcome outcome = Cli.run(folder, "run", "-it", "host:", "true");
    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stderr()).contains("standard input is not a terminal").hasLineCount(1);
  }
}
