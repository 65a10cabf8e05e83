package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told names options and commands, not classes. */
final class PlainWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "find image x: no such image; list the names with ImageStore.list"
            + "|find image x: no such image; list the names with caisson images",
        "run it with Users.HOST|run it with --userns=host",
        "run the JVM as root, or the container with Users.OWN or SUBORDINATE|run caisson as root",
        "the JVM's user is not root|caisson's user is not root",
        "read store: java.nio.file.AccessDeniedException: /x|read store: permission denied: /x",
        "java.nio.file.NoSuchFileException: /x|there is no such file or folder: /x",
        "java.nio.file.FileSystemException: /x: Is a directory|/x: Is a directory",
        "read x: more than 5 entries; raise UnpackLimits.entries"
            + "|read x: more than 5 entries; caisson has no greater limit",
        "read /opt/java.util/x: not a tar|read /opt/java.util/x: not a tar",
      })
  void message_ofTheLibrary_namesNoClass(String java, String plain) {
    assertThat(PlainWords.of(java)).isEqualTo(plain);
  }
}
