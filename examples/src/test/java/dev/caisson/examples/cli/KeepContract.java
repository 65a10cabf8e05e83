package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.Host;
import dev.caisson.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What any user may expect of the files that are written when the command has ended. */
abstract class KeepContract {

  private static final String SHELL = "rootfs:root busybox sh -c ";

  @TempDir Path folder;
  Path files;

  @BeforeEach
  void makeRoot() throws Exception {
    files = Files.createDirectory(folder.resolve("files"));
    Path bin = Files.createDirectories(files.resolve("root/bin"));
    Files.copy(Host.tool("busybox").orElseThrow(), bin.resolve("busybox"));
  }

  Cli.Outcome script(String script) throws Exception {
    return Cli.shell(folder, "cd '" + files + "'; " + script);
  }

  @Test
  @NeedsTool({"busybox", "tar"})
  void exports_atOnceToOneFile_areWholeAndTouchNoOther() throws Exception {
    Files.writeString(files.resolve("x.part"), "mine");
    String one = "\"$@\" run --export=x " + SHELL + "'echo a > /new' & ";
    Cli.Outcome outcome =
        script(one + one + "wait; cat x.part; tar -tf x | grep new; ls -A | grep caisson");

    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout()).isEqualTo("minenew\n");
  }

  @Test
  @NeedsTool("busybox")
  void export_thatCannotBeMade_isToldBeforeTheStart() throws Exception {
    Cli.Outcome outcome = script("\"$@\" run --export=no/x " + SHELL + "'echo ran'");

    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr())
        .isEqualTo("caisson: --export no/x: there is no such file or folder\n");
    assertThat(outcome.status()).isEqualTo(125);
  }

  @Test
  @NeedsTool("busybox")
  void export_ofACommandThatIsNotThere_leavesNothing() throws Exception {
    Cli.Outcome outcome = script("\"$@\" run --export=x rootfs:root nosuch; echo $?; ls -A");

    assertThat(outcome.stdout()).isEqualTo("127\nroot\n");
  }

  @Test
  @NeedsTool("busybox")
  void export_endedByTheThirdSignal_leavesNoDraft() throws Exception {
    Cli.Outcome outcome =
        script(
            "mkfifo in; \"$@\" run --export=x --output-limit 1g "
                + SHELL
                + "'echo ready >&2; busybox yes' >in & exec 3<in; "
                + "until grep -q . ../stderr; do sleep 0.1; done; "
                + "while kill -INT $! 2>/dev/null; do sleep 0.1; done; wait $!; echo $?; ls -A");

    assertThat(outcome.stdout()).isEqualTo("130\nin\nroot\n");
  }

  @Test
  @NeedsTool("busybox")
  void commit_thatCannotBeMade_isToldBeforeTheStart() throws Exception {
    Cli.Outcome outcome =
        script(">x; \"$@\" run --commit=oci:x/lay:1 " + SHELL + "'echo ran'; echo $?; ls -A");

    assertThat(outcome.stdout()).isEqualTo("125\nroot\nx\n");
    assertThat(outcome.stderr()).startsWith("caisson: --commit oci:x/lay:1: ").hasLineCount(1);
  }

  @Test
  @NeedsTool("busybox")
  void commit_ofACommandThatIsNotThere_leavesNothing() throws Exception {
    Cli.Outcome outcome =
        script("\"$@\" run --commit=oci:a/b:1 rootfs:root nosuch; echo $?; ls -A");

    assertThat(outcome.stdout()).isEqualTo("127\nroot\n");
  }

  @Test
  @NeedsTool("busybox")
  void entrypoint_ofNothingWithoutACommand_is125() throws Exception {
    Cli.Outcome outcome =
        script(
            "\"$@\" run --rm --init --commit=oci:lay:1 rootfs:root busybox true 2>&1;"
                + " \"$@\" run --rm --init --entrypoint= oci:lay:1 >&2; echo $?");

    assertThat(outcome.stdout()).endsWith("\n125\n");
    assertThat(outcome.stderr()).startsWith("caisson: find command: ").hasLineCount(1);
  }
}
