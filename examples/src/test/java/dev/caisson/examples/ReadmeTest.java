package dev.caisson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** README is read before anything is compiled; what it shows must be what is compiled. */
final class ReadmeTest {

  private static final Path MODULE =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
  private static final Path QUICKSTART =
      MODULE.resolve("src/main/java/dev/caisson/examples/Quickstart.java");

  @Test
  void javaBlock_isTheMiddleOfQuickstart() throws IOException {
    assertThat(block("java")).isEqualTo(middle(Files.readString(QUICKSTART)));
  }

  @Test
  void dependency_isThisVersion() throws IOException {
    String pom = Files.readString(MODULE.resolveSibling("pom.xml"));
    String version = between(pom, "<artifactId>caisson-parent</artifactId>\n", "\n  <packaging>");

    assertThat(block("xml")).contains(version.strip());
  }

  private static String block(String language) throws IOException {
    String readme = Files.readString(MODULE.resolveSibling("README.md"));
    return between(readme, "```" + language + "\n", "```");
  }

  private static String middle(String source) {
    // Without the last line's end, which stripIndent would take for a line that is not indented.
    return between(source, "two lines: begin\n", "\n    // end").stripIndent() + "\n";
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    assertThat(text).contains(begin).contains(end);
    return text.substring(from, text.indexOf(end, from));
  }
}
