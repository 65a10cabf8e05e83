package dev.caisson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelDirectoryTest {

  @TempDir private Path top;
  private KernelDirectory directory;

  @BeforeEach
  void open() throws Exception {
    directory = KernelDirectory.open(top);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void read_ofManyBuffers_isWhole() throws Exception {
    String list = "1234567\n".repeat(1000);
    Files.writeString(top.resolve("cgroup.procs"), list);
    assertThat(directory.read("cgroup.procs")).isEqualTo(list.strip());
  }

  @Test
  void read_ofALengthAtTheEndOfTheBuffer_isWhole() throws Exception {
    for (int length = 440; length < 530; length++) {
      Files.writeString(top.resolve("file"), "x".repeat(length));
      assertThat(directory.read("file")).hasSize(length);
    }
  }

  @Test
  void absentFile_isAnErrorOrEmpty_asAsked() throws Exception {
    assertThat(directory.readIfThere("no")).isEmpty();
    assertThat(directory.writeIfThere("no", "1")).isFalse();
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> directory.read("no"))
        .withMessage("read " + top + "/no: ENOENT (no such file or directory)");
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> directory.write("no", "1"))
        .withMessage("write 1 to " + top + "/no: ENOENT (no such file or directory)");
    assertThat(top.resolve("no")).doesNotExist();
  }

  @Test
  void directories_comeAndGoByName() throws Exception {
    assertThat(directory.makeDirectory("a", 0755)).isTrue();
    assertThat(directory.makeDirectory("a", 0755)).isFalse();
    assertThat(directory.makeDirectory("a/b", 0755)).isTrue();
    assertThat(directory.removeDirectory("a")).isFalse();
    assertThat(directory.removeDirectory("a/b")).isTrue();
    assertThat(directory.removeDirectory("a")).isTrue();
    assertThat(directory.removeDirectory("a")).isTrue();
    assertThat(directory.holds("a")).isFalse();
  }

  @Test
  void directories_ofAnyBytes_areListedWithoutFiles() throws Exception {
    Files.writeString(top.resolve("file"), "");
    for (int i = 0; i < 300; i++) {
      directory.makeDirectory("a long name of a directory " + i, 0700);
    }
    directory.makeDirectory("\u00ff\u0080", 0700);
    assertThat(directory.directories(".")).hasSize(301).contains("\u00ff\u0080");
    assertThat(directory.removeDirectory("\u00ff\u0080")).isTrue();
  }

  @Test
  void directory_thatIsNotThere_isNamed() {
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> directory.directories("no"))
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue())
        .withMessageContaining("open " + top + "/no");
  }
}
