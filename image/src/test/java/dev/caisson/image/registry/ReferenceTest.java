package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of images, as Docker reads them. */
final class ReferenceTest {

  private static final String HEX =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @CsvSource({
    "busybox, docker.io/library/busybox:latest, busybox:latest",
    "busybox:1.36, docker.io/library/busybox:1.36, busybox:1.36",
    "a/b, docker.io/a/b:latest, a/b:latest",
    "docker.io/busybox, docker.io/library/busybox:latest, busybox:latest",
    "index.docker.io/a/b, docker.io/a/b:latest, a/b:latest",
    "localhost/x, localhost/x:latest, localhost/x:latest",
    "localhost:5000/x:y, localhost:5000/x:y, localhost:5000/x:y",
    "ghcr.io/a/b/c:v1, ghcr.io/a/b/c:v1, ghcr.io/a/b/c:v1",
    "Host.Example/a, host.example/a:latest, host.example/a:latest",
    "[::1]:5000/a, [::1]:5000/a:latest, [::1]:5000/a:latest",
    "127.0.0.1:5000/a, 127.0.0.1:5000/a:latest, 127.0.0.1:5000/a:latest",
    "host.example:5000, docker.io/library/host.example:5000, host.example:5000",
    "a__b/c.d-e--f, docker.io/a__b/c.d-e--f:latest, a__b/c.d-e--f:latest"
  })
  void name_isReadAsDockerDoes(String text, String full, String familiar) {
    Reference reference = Reference.parse(text);

    assertThat(reference).hasToString(full);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(Reference.parse(full)).isEqualTo(reference);
    assertThat(Reference.parse(familiar)).isEqualTo(reference);
  }

  @Test
  void digest_needsNoTag() {
    Reference reference = Reference.parse("a/b@sha256:" + HEX);

    assertThat(reference.tag()).isEmpty();
    assertThat(reference.wanted()).isEqualTo("sha256:" + HEX);
    assertThat(Reference.parse("a/b:t@sha256:" + HEX).wanted()).isEqualTo("sha256:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "a//b",
        "/a",
        "a/",
        "Busybox",
        "Host/a",
        "busy box",
        "a:",
        "a:-x",
        "a:x y",
        "a:" + HEX + HEX + "x",
        "a@sha256:00",
        "a@md5:00",
        HEX,
        "a_-b",
        "-a",
        "a..b",
        "a/../b",
        "localhost:0/a",
        "localhost:65536/a",
        "localhost:x/a",
        "http://host.example/a",
        "user@host.example/a",
        "[::1/a",
        "-host.example/a",
        "host.example/\u0430",
        "a\u0000b",
        "a?b",
        "a#b",
        "a%2fb"
      })
  void textThatIsNoName_isRefused(String text) {
    assertThatThrownBy(() -> Reference.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nameThatIsTooLong_isRefused() {
    assertThatThrownBy(() -> Reference.parse("a/" + "b".repeat(254)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Reference.parse("a".repeat(1 << 20)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
