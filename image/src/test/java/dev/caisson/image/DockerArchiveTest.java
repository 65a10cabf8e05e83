package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@code docker save} in their old and new layouts, and hostile ones. */
final class DockerArchiveTest {

  private static final byte[] TAR = new TarBytes().file("f", "x").bytes();
  private static final byte[] CONFIG = TestImage.config(List.of(TAR), "{}");

  @TempDir Path top;
  private Sandbox sandbox;
  private Path file;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
    file = top.resolve("image.tar");
  }

  private Image open(TarBytes archive) throws IOException {
    Files.write(file, archive.bytes());
    return sandbox.open(new ImageSource.DockerArchive(file));
  }

  private void assertRefused(TarBytes archive, String message) {
    assertThatThrownBy(() -> open(archive))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(message);
  }

  private static TarBytes archive(String layer) {
    return new TarBytes()
        .add(TarBytes.header("config.json", '0'), CONFIG)
        .file("manifest.json", TestImage.dockerManifest("config.json", "null", layer));
  }

  @Test
  void layoutBeforeDocker25_isRead() throws IOException {
    Image image = open(TestImage.dockerArchive(TAR));
    assertThat(image.layers().get(0).resolve("f")).hasContent("x");
    assertThat(image.config().command()).containsExactly("sh");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void layoutSinceDocker25_isRead(boolean compressed) throws IOException {
    byte[] layer = compressed ? TestImage.gzip(TAR) : TAR;
    String config = "blobs/sha256/" + Digest.ofBytes(CONFIG).hex();
    String blob = "blobs/sha256/" + Digest.ofBytes(layer).hex();
    TarBytes archive =
        new TarBytes()
            .dir("blobs/")
            .dir("blobs/sha256/")
            .add(TarBytes.header(config, '0'), CONFIG)
            .add(TarBytes.header(blob, '0'), layer)
            .file("index.json", "{}")
            .file("oci-layout", "{}")
            .file("manifest.json", TestImage.dockerManifest(config, "[\"a:b\"]", blob));
    assertThat(open(archive).layers().get(0).resolve("f")).hasContent("x");
  }

  @Test
  void linkedLayer_isFoundAmongTheMembers() throws IOException {
    TarBytes archive = archive("2222/layer.tar").symlink("2222/layer.tar", "../1111/layer.tar");
    archive.add(TarBytes.header("1111/layer.tar", '0'), TAR);
    assertThat(open(archive).layers().get(0).resolve("f")).hasContent("x");
  }

  @Test
  void linkOutOfTheArchive_leadsToNoMember() {
    String victim = sandbox.victim() + "/hello";
    assertRefused(archive("l").symlink("l", victim), "no member");
    assertRefused(archive("l").symlink("l", "../../../../etc/shadow"), "no member etc/shadow");
    assertRefused(archive("l").hardLink("l", victim), "no member");
    assertRefused(archive("../../victim/hello"), "no member victim/hello");
  }

  @Test
  void linksInCircles_areRefused() {
    assertRefused(archive("a").symlink("a", "b").symlink("b", "a"), "round in circles");
  }

  @Test
  void memberNamedTwice_isRefused() {
    assertRefused(archive("a").file("manifest.json", "[]"), "two members are named manifest.json");
  }

  @Test
  void hugeDocument_isRefused() {
    String huge = " ".repeat((4 << 20) + 1);
    assertRefused(new TarBytes().file("manifest.json", huge), "more than a JSON document");
    String manifest = TestImage.dockerManifest("c", "null");
    assertRefused(
        new TarBytes().file("c", huge).file("manifest.json", manifest),
        "more than a JSON document");
  }

  @Test
  void configUnlikeItsName_isRefused() {
    String name = "0".repeat(64) + ".json";
    TarBytes archive = new TarBytes().add(TarBytes.header(name, '0'), CONFIG);
    archive.file("manifest.json", TestImage.dockerManifest(name, "null"));
    assertRefused(archive, "not that of its name");
  }

  @Test
  void layerUnlikeItsDiffId_isRefused() {
    byte[] other = new TarBytes().file("f", "y").bytes();
    assertRefused(
        archive("l").add(TarBytes.header("l", '0'), other), "the uncompressed layer's digest is");
  }

  @Test
  void archiveThatIsCompressedAsAWhole_isRead() throws IOException {
    Files.write(file, TestImage.gzip(TestImage.dockerArchive(TAR).bytes()));
    Image image = sandbox.open(new ImageSource.DockerArchive(file));
    assertThat(image.layers().get(0).resolve("f")).hasContent("x");
  }

  @Test
  void tag_choosesTheImage() throws IOException {
    byte[] other = TestImage.config(List.of(), "{\"User\":\"b\"}");
    String first = TestImage.dockerManifest("config.json", "[\"docker.io/library/one:1\"]", "l");
    String second = TestImage.dockerManifest("other.json", "[\"two:latest\"]");
    String manifest = first.substring(0, first.length() - 1) + "," + second.substring(1);
    TarBytes archive =
        new TarBytes()
            .add(TarBytes.header("config.json", '0'), CONFIG)
            .add(TarBytes.header("other.json", '0'), other)
            .add(TarBytes.header("l", '0'), TAR)
            .file("manifest.json", manifest);
    assertRefused(archive, "2 images; name one of [docker.io/library/one:1, two:latest]");
    assertThat(sandbox.open(named("one:1")).layers()).hasSize(1);
    assertThat(sandbox.open(named("two")).config().user()).contains("b");
    assertThatThrownBy(() -> sandbox.open(named("three"))).hasMessageContaining("no such image");
  }

  private ImageSource named(String tag) {
    return new ImageSource.DockerArchive(file, Optional.of(tag));
  }

  @Test
  void whatIsNoArchive_isRefused() throws IOException {
    assertRefused(new TarBytes().file("x", ""), "no member manifest.json; name a file that docker");
    Files.writeString(file, "x".repeat(1000));
    assertThatThrownBy(() -> sandbox.open(new ImageSource.DockerArchive(file)))
        .hasMessageContaining("it is not a tar; name a file that docker save wrote");
    Files.write(file, Arrays.copyOf(archive("a").open(), 1000));
    assertThatThrownBy(() -> sandbox.open(new ImageSource.DockerArchive(file)))
        .hasMessageContaining("cut short");
    assertThatThrownBy(() -> sandbox.open(new ImageSource.DockerArchive(top.resolve("none"))))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> sandbox.open(new ImageSource.DockerArchive(sandbox.victim())))
        .hasMessageContaining("not a regular file");
  }
}
