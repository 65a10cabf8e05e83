package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file on the way to its name. */
final class DraftTest {

  @TempDir Path folder;

  /** A program that is in the middle of writing a file. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      Path target = Path.of(arguments[0]);
      try (Draft draft = new Draft(target);
          OutputStream out = draft.create()) {
        out.write('a');
        System.out.println("ready");
        while (System.in.read() >= 0) {
          // Until the test's end.
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void signal_whileItIsWritten_leavesNothing(String signal, int status) throws Exception {
    Path files = Files.createDirectory(folder.resolve("files"));
    Process writer = Cli.startOther(Writer.class, files.resolve("x").toString());
    assertThat(writer.getInputStream().read()).isEqualTo('r');
    assertThat(files).isNotEmptyDirectory();
    String pid = Long.toString(writer.pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();

    assertThat(writer.waitFor()).isEqualTo(status);
    assertThat(files).isEmptyDirectory();
    writer.getOutputStream().close();
    writer.getInputStream().close();
    writer.getErrorStream().close();
  }

  @Test
  void target_thatBecameAFolder_isLeftAlone() throws Exception {
    Path target = folder.resolve("x");
    try (Draft draft = new Draft(target)) {
      draft.create().close();
      Files.createDirectory(target);
      assertThatThrownBy(draft::finish).isInstanceOf(IOException.class);
    }
    assertThat(target).isEmptyDirectory();
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }
}
