package dev.caisson.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.testing.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what is there where an option's file goes. */
final class OutputFileTest {

  @TempDir Path folder;

  private static void write(Path file, String text) throws IOException {
    try (OutputFile out = OutputFile.open("-o x", file)) {
      out.stream().write(text.getBytes(UTF_8));
      out.keep();
    }
  }

  private List<Path> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::getFileName).sorted().toList();
    }
  }

  @Test
  void file_thatIsThere_isReplacedWhenTheOtherIsComplete() throws Exception {
    Path file = Files.writeString(folder.resolve("x"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    try (OutputFile out = OutputFile.open("-o x", file)) {
      out.stream().write('n');
      out.stream().flush();
      assertThat(file).hasContent("old");
      out.keep();
    }
    assertThat(file).hasContent("n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw----");
    assertThat(names()).containsExactly(Path.of("x"));
  }

  @Test
  void file_thatIsNotKept_isAsBefore() throws Exception {
    Path file = folder.resolve("x");
    try (OutputFile out = OutputFile.open("-o x", file)) {
      out.stream().write('n');
      assertThat(names()).hasSize(1).allMatch(name -> name.toString().endsWith(".part"));
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void draft_underANameThatIsTaken_leavesThatAlone() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "v");
    Files.createSymbolicLink(folder.resolve("x.part"), victim);
    write(folder.resolve("x"), "new");

    assertThat(victim).hasContent("v");
    assertThat(folder.resolve("x.part")).isSymbolicLink();
    assertThat(folder.resolve("x")).hasContent("new");
  }

  @Test
  void folder_isRefused() throws Exception {
    assertThatThrownBy(() -> write(folder, "x"))
        .isInstanceOf(IOException.class)
        .hasMessage("-o x: it is a folder; name a file in it");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void folderOfTheFile_notThere_isToldWithTheOption() {
    assertThatThrownBy(() -> write(folder.resolve("no/x"), "x"))
        .hasMessage("-o x: there is no such file or folder");
  }

  @Test
  void link_toAFile_staysAndTheFileIsReplaced() throws Exception {
    Path file = Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("f"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("d/f"));
    write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly(Path.of("d"), Path.of("link"));
  }

  @Test
  void link_toNothing_staysAndTheFileIsMade() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("f"));
    write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("f")).hasContent("new");
  }

  @Test
  void link_toItself_isRefused() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));

    assertThatThrownBy(() -> write(link, "x")).hasMessageStartingWith("-o x: ");
    assertThat(link).isSymbolicLink();
  }

  @Test
  @NeedsTool("mkfifo")
  void pipe_behindALink_isWrittenInto() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    Path read = folder.resolve("read");
    Process cat = new ProcessBuilder("cat", pipe.toString()).redirectOutput(read.toFile()).start();
    write(link, "new");

    assertThat(cat.waitFor()).isZero();
    assertThat(read).hasContent("new");
    assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
  }
}
