package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.Root;
import dev.caisson.image.ImageSource;
import dev.caisson.image.registry.Reference;
import dev.caisson.namespaces.Mount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The words of the command line, each read by itself. */
final class ArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "7b, 7",
    "2k, 2048",
    "2kb, 2048",
    "64M, 67108864",
    "64MiB, 67108864",
    "1g, 1073741824",
    "1.5g, 1610612736",
    "0.3k, 307",
    "1 m, 1048576",
    "1t, 1099511627776"
  })
  void byteCount_withSuffix_isRead(String text, long bytes) {
    assertThat(new ByteCount().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "-1", "1e", "1bb", "1  m", "9999999999g", "0x10", "1e3"})
  void byteCount_ofAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> new ByteCount().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("bytes");
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "0.5, 500", "0.001, 1", "999999999, 999999999000"})
  void seconds_withFraction_areRead(String text, long millis) {
    assertThat(new Seconds().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", ".5", "1s", "1e3", "1.", "9999999999", "NaN"})
  void seconds_ofAnotherForm_areRefused(String text) {
    assertThatThrownBy(() -> new Seconds().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("not a number of seconds");
  }

  @Test
  void image_ofEachKind_isRead() {
    assertThat(new ImageName().convert("host:")).isEqualTo(Root.host());
    assertThat(new ImageName().convert("rootfs:/a:b")).isEqualTo(Root.directory(Path.of("/a:b")));
    assertThat(new ImageName().convert("docker-archive:a.tar:busybox:1.36"))
        .isEqualTo(
            Root.image(
                new ImageSource.DockerArchive(Path.of("a.tar"), Optional.of("busybox:1.36"))));
    assertThat(new ImageName().convert("oci-archive:a.tar:1"))
        .isEqualTo(Root.image(new ImageSource.OciArchive(Path.of("a.tar"), Optional.of("1"))));
    assertThat(new ImageName().convert("oci:/images/a"))
        .isEqualTo(Root.image(new ImageSource.OciLayout(Path.of("/images/a"))));
    assertThat(new ImageName().convert("busybox:1.36"))
        .isEqualTo(Root.image(Reference.parse("docker.io/library/busybox:1.36")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "host",
        "host:x",
        "rootfs:",
        "oci",
        "oci:",
        "Busybox",
        "docker://busybox"
      })
  void image_ofAnotherKind_isRefused(String text) {
    assertThatThrownBy(() -> new ImageName().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("docker-archive:FILE");
  }

  @Test
  void volume_withMode_isRead() {
    Mount.Bind bind = Mount.bind(Path.of("/etc"), "/b");

    assertThat(new BindMount().convert("/etc:/b")).isEqualTo(bind);
    assertThat(new BindMount().convert("/etc:/b:rw")).isEqualTo(bind);
    assertThat(new BindMount().convert("/etc:/b:ro")).isEqualTo(bind.readOnly());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc",
        ":/b",
        "/etc:",
        "/etc:b",
        "/etc:/b:z",
        "/etc:/b:ro:ro",
        "/etc:/",
        "etc:/b"
      })
  void volume_ofAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> new BindMount().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void tmpfs_withSize_isRead() {
    assertThat(new TmpfsMount().convert("/t")).isEqualTo(Mount.tmpfs("/t"));
    assertThat(new TmpfsMount().convert("/t:size=2k")).isEqualTo(Mount.tmpfs("/t").withSize(2048));
    assertThat(new TmpfsMount().convert("/t:rw,nosuid,size=2k,mode=1777"))
        .isEqualTo(Mount.tmpfs("/t").withSize(2048));
  }

  @Test
  void tmpfs_withModeAndNoExecution_isRead() {
    assertThat(new TmpfsMount().convert("/t:noexec,mode=0700"))
        .isEqualTo(Mount.tmpfs("/t").withMode(0700).withoutExecution());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t",
        "/t:",
        "/t:size=",
        "/t:size=0",
        "/t:ro",
        "/t:suid",
        "/t:mode=",
        "/t:mode=8",
        "/t:mode=17777",
        "/t:mode=-1",
        "/t:size=1k:ro"
      })
  void tmpfs_ofAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> new TmpfsMount().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void json_ofHostileText_isQuoted() {
    assertThat(new JsonObject().text("a", "\"\\\n\ud800é").toString())
        .isEqualTo("{\"a\": \"\\\"\\\\\\u000a\\ud800é\"}");
  }
}
