package dev.caisson.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are built from files, as this library and others read them. */
final class ImageBuildTest {

  @TempDir Path top;
  private Path files;
  private Path layout;

  @BeforeEach
  void makeFiles() throws IOException {
    files = Files.createDirectory(top.resolve("files"));
    Files.createDirectory(files.resolve("bin"));
    Files.writeString(files.resolve("bin/tool"), "#!/bin/sh\necho tool\n");
    files.resolve("bin/tool").toFile().setExecutable(true);
    layout = top.resolve("layout");
  }

  private LayerStore store() {
    return LayerStore.at(top.resolve("store"));
  }

  private ImageBuild base() {
    return ImageBuild.fromScratch().copy(files, "/").cmd("/bin/tool").env("A", "1").env("B", "2");
  }

  private OciLayoutTarget target(String tag) {
    return new OciLayoutTarget(layout, tag);
  }

  private ImageSource source(String tag) {
    return new ImageSource.OciLayout(layout, Optional.of(tag));
  }

  private Image open(String tag) throws IOException {
    return store().open(source(tag));
  }

  private JsonNode blob(Digest digest) throws IOException {
    Path blob = layout.resolve("blobs/sha256").resolve(digest.hex());
    return new ObjectMapper().readTree(Files.readAllBytes(blob));
  }

  @Test
  void image_ofFilesAndSettings_isReadBack() throws IOException {
    Files.writeString(files.resolve("own"), "text");
    base().write(target("base"));
    BuiltImage built =
        ImageBuild.from(source("base"), store())
            .copy(files.resolve("own"), "/opt/text")
            .env("B", "3")
            .env("C", "a=b c")
            .entrypoint("/bin/tool", "--flag")
            .workingDirectory("/opt")
            .user("1000:1000")
            .label("who", "me")
            .expose("80")
            .change(new ConfigChange.Volume("/data"))
            .change(new ConfigChange.StopSignal("SIGINT"))
            .write(target("app"));
    Image image = open("app");
    assertThat(image.diffIds()).isEqualTo(built.diffIds()).hasSize(2);
    assertThat(image.config().environment()).isEqualTo(Map.of("A", "1", "B", "3", "C", "a=b c"));
    assertThat(image.config().entrypoint()).containsExactly("/bin/tool", "--flag");
    // A command of the base means nothing to another entrypoint.
    assertThat(image.config().command()).isEmpty();
    assertThat(image.config().workingDirectory()).contains("/opt");
    assertThat(image.config().user()).contains("1000:1000");
    assertThat(image.config().labels()).isEqualTo(Map.of("who", "me"));
    assertThat(image.config().exposedPorts()).isEqualTo(Set.of("80/tcp"));
    assertThat(image.config().volumes()).isEqualTo(Set.of("/data"));
    assertThat(image.config().stopSignal()).contains("SIGINT");
    assertThat(image.layers().get(0).resolve("bin/tool")).isExecutable();
    assertThat(image.layers().get(1).resolve("opt/text")).hasContent("text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59.999999999Z",
        "+10000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void timeThatIsNoDate_isRefused(String time) {
    Instant created = Instant.parse(time);
    assertThatThrownBy(() -> base().created(created))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("years 0000 to 9999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
  void timeThatIsADate_isWhatTheImageTells(String time) throws IOException {
    ImageBuild build = base().created(Instant.parse(time));
    BuiltImage built = build.write(target("dated"));
    assertThat(blob(built.config()).get("created").asText()).isEqualTo(time);
  }

  @Test
  void sameFiles_builtTwice_areTheSameImage() throws IOException {
    BuiltImage first = base().write(target("first"));
    Files.writeString(files.resolve("bin/tool"), "#!/bin/sh\necho tool\n");
    BuiltImage second = base().write(new OciLayoutTarget(top.resolve("other"), "second"));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void history_tellsOfEachLayerAndChange() throws IOException {
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    BuiltImage built = base().created(time).write(target("base"));
    JsonNode config = blob(built.config());
    assertThat(config.path("created").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(config.path("history")).hasSize(4);
    assertThat(config.path("history").get(0).path("created_by").asText()).isEqualTo("COPY files /");
    assertThat(config.path("history").get(3).path("created_by").asText()).isEqualTo("ENV B=2");
    assertThat(config.path("history").get(3).path("empty_layer").asBoolean()).isTrue();
  }

  @Test
  void tag_usedAgain_namesTheNewImageAlone() throws IOException {
    base().write(target("x"));
    base().write(target("other"));
    BuiltImage built = base().label("new", "yes").write(target("x"));
    JsonNode index = new ObjectMapper().readTree(layout.resolve("index.json").toFile());
    assertThat(index.path("manifests")).hasSize(2);
    assertThat(index.path("manifests").get(1).path("digest").asText())
        .isEqualTo(built.manifest().toString());
  }

  @Test
  void whatAKilledWriterLeft_isRemoved() throws IOException {
    base().write(target("x"));
    Path left = Files.writeString(layout.resolve("blobs/sha256/.caisson-left"), "half");
    base().write(target("x"));
    assertThat(left).doesNotExist();
  }

  @Test
  void failure_leavesTheImagesOfBefore() throws IOException {
    base().write(target("x"));
    byte[] before = Files.readAllBytes(layout.resolve("index.json"));
    Files.writeString(files.resolve(".wh.x"), "");
    assertThatThrownBy(() -> base().write(target("x"))).hasMessageContaining(".wh.x");
    assertThat(Files.readAllBytes(layout.resolve("index.json"))).isEqualTo(before);
    try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
      assertThat(blobs.filter(blob -> blob.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void damagedBase_isRefused() throws IOException {
    BuiltImage built = base().write(target("base"));
    JsonNode layer = blob(built.manifest()).path("layers").get(0);
    Path blob = layout.resolve("blobs/sha256").resolve(layer.path("digest").asText().substring(7));
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    OciLayoutTarget other = new OciLayoutTarget(top.resolve("other"), "app");
    assertThatThrownBy(() -> ImageBuild.from(source("base"), store()).write(other))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("digest");
  }

  @Test
  void mistakes_areRefusedAtOnce() {
    ImageBuild build = ImageBuild.fromScratch();
    assertThatThrownBy(() -> build.copy(files, "relative"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> build.copy(files, "/a/../b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> build.copy(files, "/.wh.a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> build.env("A=B", "c")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> build.env("A", "\0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> build.expose("http")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> build.workingDirectory("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @RootTest
  @NeedsTool({"umoci", "skopeo", "getfattr", "setcap", "cp"})
  void image_unpackedByUmoci_isTheSameTree() throws IOException, InterruptedException {
    new Shell(files)
        .script(
            """
            cp -a /etc/init.d /usr/lib/tmpfiles.d .; cp /bin/true bin/ping; chown 1:2 bin/ping
            setcap cap_net_raw+ep bin/ping; ln bin/ping bin/pong; ln -s ../nowhere l; mkfifo p
            mknod null c 1 3; mknod disk b 8 0; chmod 1777 bin
            setfattr -n user.bin -v 0x0080ff0a bin/tool; touch -d @5.25 old; chown 3000000:7 old
            """);
    LayerContent all = new LayerContent.Copied(files, "/", PackRules.plain());
    ImageBuild.fromScratch()
        .created(Instant.now())
        .layer(all)
        .cmd("/bin/tool")
        .write(target("all"));
    Shell shell = new Shell(top);
    shell.run("skopeo", "copy", "oci:layout:all", "docker-archive:docker.tar:all:latest");
    shell.run("umoci", "unpack", "--image", "layout:all", "bundle");
    assertThat(Shell.list(top.resolve("bundle/rootfs"))).isEqualTo(Shell.list(files));
    Image ours = store().open(new ImageSource.DockerArchive(top.resolve("docker.tar")));
    assertThat(ours.config().command()).isEqualTo(List.of("/bin/tool"));
  }
}
