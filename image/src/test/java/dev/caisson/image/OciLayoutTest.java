package dev.caisson.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OCI layouts: the right image is found, and every byte of it is verified. */
final class OciLayoutTest {

  private static final byte[] TAR = new TarBytes().file("f", "x").bytes();

  @TempDir Path top;
  private Sandbox sandbox;
  private Path folder;
  private TestImage layout;

  @BeforeEach
  void makeLayout() throws IOException {
    sandbox = new Sandbox(top);
    folder = sandbox.newFolder();
    layout = TestImage.layout(folder);
  }

  private void assertRefused(ImageSource source, String message) {
    assertThatThrownBy(() -> sandbox.open(source))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(message);
  }

  private String image(String config) throws IOException {
    return layout.manifest(List.of(TAR), config);
  }

  private static String with(String descriptor, String field) {
    return descriptor.substring(0, descriptor.length() - 1) + "," + field + "}";
  }

  private static String platform(String os, String architecture) {
    return "\"platform\":{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\"}";
  }

  private static String host() {
    return platform("linux", Platform.current().architecture());
  }

  private static String named(String descriptor, String name) {
    return with(
        descriptor, "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}");
  }

  private String index(String... descriptors) throws IOException {
    return layout.blob(TestImage.INDEX, TestImage.indexOf(descriptors).getBytes(UTF_8));
  }

  @Test
  void config_isReadInFull() throws IOException {
    String config =
        "{\"Env\":[\"A=b=c\",\"E=\"],\"Entrypoint\":[\"/e\"],\"Cmd\":[\"c\"],\"WorkingDir\":\"/w\","
            + "\"User\":\"1000:users\",\"StopSignal\":\"SIGQUIT\",\"Labels\":{\"l\":\"v\"},"
            + "\"ExposedPorts\":{\"80/tcp\":{}},\"Volumes\":{\"/data\":{}}}";
    ImageConfig read = sandbox.open(layout.index(image(config))).config();
    assertThat(read.environment()).containsEntry("A", "b=c").containsEntry("E", "");
    assertThat(read.entrypoint()).containsExactly("/e");
    assertThat(read.command()).containsExactly("c");
    assertThat(read.workingDirectory()).contains("/w");
    assertThat(read.user()).contains("1000:users");
    assertThat(read.stopSignal()).contains("SIGQUIT");
    assertThat(read.labels()).containsEntry("l", "v");
    assertThat(read.exposedPorts()).containsExactly("80/tcp");
    assertThat(read.volumes()).containsExactly("/data");
  }

  @Test
  void configOfNulls_isEmpty() throws IOException {
    ImageConfig read =
        sandbox.open(layout.index(image("{\"Env\":null,\"Cmd\":null,\"User\":\"\"}"))).config();
    assertThat(read.environment()).isEmpty();
    assertThat(read.command()).isEmpty();
    assertThat(read.user()).isEmpty();
    assertThat(sandbox.open(layout.index(image("null"))).config().entrypoint()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Env\":[\"novalue\"]}",
        "{\"Env\":[\"=x\"]}",
        "{\"Env\":\"A=b\"}",
        "{\"Cmd\":[1]}",
        "{\"Cmd\":[\"a\\u0000b\"]}",
        "{\"User\":0}",
        "{\"Labels\":[]}",
        "{\"Cmd\":[],\"Cmd\":[\"x\"]}",
        "[]"
      })
  void configOfAnotherType_isRefused(String config) throws IOException {
    assertRefused(layout.index(image(config)), "read ");
  }

  @Test
  void tag_choosesTheImage() throws IOException {
    layout.index(named(image("{\"User\":\"a\"}"), "one"), named(image("{\"User\":\"b\"}"), "two"));
    ImageSource two = new ImageSource.OciLayout(folder, Optional.of("two"));
    assertThat(sandbox.open(two).config().user()).contains("b");
    assertRefused(new ImageSource.OciLayout(folder), "2 images; name one of [one, two]");
    assertRefused(new ImageSource.OciLayout(folder, Optional.of("three")), "no such image");
  }

  @Test
  void platform_choosesTheImage() throws IOException {
    String other = with(image("{\"User\":\"a\"}"), platform("linux", "s390x"));
    String mine = with(image("{\"User\":\"b\"}"), host());
    String attestation = with(image("{}"), platform("unknown", "unknown"));
    String index = index(other, mine, attestation);
    assertThat(sandbox.open(layout.index(named(index, "multi"))).config().user()).contains("b");
    assertRefused(layout.index(index(other)), "linux/s390x");
  }

  @Test
  void configForAnotherArchitecture_namesBoth() throws IOException {
    byte[] config = TestImage.config("s390x", "{}", "\"" + Digest.ofBytes(TAR) + "\"");
    String manifest =
        layout.manifest(
            layout.blob("application/json", config),
            List.of(layout.blob(TestImage.LAYER, TestImage.gzip(TAR))));
    assertRefused(
        layout.index(manifest),
        "the image is for linux/s390x, this machine is " + Platform.current());
  }

  @Test
  void indexesWithinIndexes_areBounded() throws IOException {
    String index = image("{}");
    for (int i = 0; i < 7; i++) {
      index = index(index);
    }
    assertThat(sandbox.open(layout.index(index)).layers()).hasSize(1);
    assertRefused(layout.index(index(index)), "too deep");
  }

  @Test
  void indexesThatNameOthersTwice_areBounded() throws IOException {
    String index = index(image("{}"));
    for (int i = 0; i < 6; i++) {
      index = index(index, index);
    }
    assertRefused(layout.index(index), "too many");
  }

  @Test
  void manifestThatIsNamedOften_isOneImage() throws IOException {
    String[] often = new String[5_000];
    Arrays.fill(often, image("{\"User\":\"a\"}"));
    assertThat(sandbox.open(layout.index(named(index(often), "x"))).config().user()).contains("a");
  }

  @Test
  void layersAndManifests_areRefusedTogether() throws IOException {
    String both = "{\"layers\":[],\"manifests\":[],\"config\":{}}";
    assertRefused(
        layout.index(layout.blob(TestImage.MANIFEST, both.getBytes(UTF_8))), "either layers or");
    String schema1 = "{\"layers\":[],\"fsLayers\":[]}";
    assertRefused(
        layout.index(layout.blob(TestImage.MANIFEST, schema1.getBytes(UTF_8))), "schema 1");
  }

  @Test
  void mediaTypeUnlikeTheDescriptors_isRefused() throws IOException {
    String manifest = "{\"mediaType\":\"" + TestImage.INDEX + "\",\"layers\":[],\"config\":{}}";
    assertRefused(
        layout.index(layout.blob(TestImage.MANIFEST, manifest.getBytes(UTF_8))), "does not match");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:../../../../victim/hello",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha512:cf83e1357eefb8bd",
        "",
        "sha256:"
      })
  void otherThanASha256Digest_isRefused(String digest) throws IOException {
    assertRefused(
        layout.index(TestImage.descriptor(TestImage.MANIFEST, digest, 6)), "no SHA-256 digest");
  }

  @Test
  void sizeThatLies_isRefused() throws IOException {
    byte[] gzip = TestImage.gzip(TAR);
    String config = layout.blob("application/json", TestImage.config(List.of(TAR), "{}"));
    layout.blob(TestImage.LAYER, gzip);
    for (long size : new long[] {gzip.length - 1, gzip.length + 1, -1}) {
      String layer = TestImage.descriptor(TestImage.LAYER, Digest.ofBytes(gzip).toString(), size);
      assertRefused(layout.index(layout.manifest(config, List.of(layer))), "size");
    }
  }

  @Test
  void blobWithAnotherDigest_isRefused() throws IOException {
    ImageSource source = TestImage.of(folder, TAR);
    List<Path> blobs;
    try (Stream<Path> list = Files.list(folder.resolve("blobs/sha256"))) {
      blobs = list.toList();
    }
    for (Path blob : blobs) {
      byte[] good = Files.readAllBytes(blob);
      byte[] bad = good.clone();
      bad[bad.length - 3] ^= 1;
      Files.write(blob, bad);
      assertThatThrownBy(() -> sandbox.open(source)).isInstanceOf(InvalidImageException.class);
      Files.write(blob, good);
    }
    assertThat(sandbox.open(source).layers()).hasSize(1);
  }

  @Test
  void diffIdsThatDoNotMatch_areRefused() throws IOException {
    String layer = layout.blob(TestImage.LAYER, TestImage.gzip(TAR));
    String wrong = "\"" + Digest.ofBytes(new byte[0]) + "\"";
    String config =
        layout.blob("a", TestImage.config(Platform.current().architecture(), "{}", wrong));
    assertRefused(
        layout.index(layout.manifest(config, List.of(layer))), "uncompressed layer's digest");
    assertRefused(layout.index(layout.manifest(config, List.of(layer, layer))), "2 layers and 1");
  }

  @Test
  void sameLayerTwice_isFine() throws IOException {
    Image image = sandbox.open(TAR, TAR);
    assertThat(image.layers()).hasSize(1);
    assertThat(image.diffIds()).hasSize(2).containsOnly(image.diffIds().get(0));
  }

  @Test
  void blobThatIsALink_isRefused() throws IOException {
    Path secret = top.resolve("victim/hello");
    Digest digest = Digest.ofBytes(Files.readAllBytes(secret));
    Files.createSymbolicLink(folder.resolve("blobs/sha256/" + digest.hex()), secret);
    assertRefused(
        layout.index(TestImage.descriptor(TestImage.MANIFEST, digest.toString(), 6)),
        "a symbolic link");
  }

  @Test
  void folderOfBlobsThatIsALink_isRefused() throws IOException {
    ImageSource source = layout.index(image("{}"));
    Path elsewhere = Files.move(folder.resolve("blobs"), top.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("blobs"), elsewhere);
    assertRefused(source, "a symbolic link");
  }

  @Test
  void whatIsNoLayout_isRefused() throws IOException {
    assertRefused(new ImageSource.OciLayout(folder), "index.json: there is no such file");
    Files.delete(folder.resolve("oci-layout"));
    assertRefused(new ImageSource.OciLayout(folder), "oci-layout: there is no such file; name a");
    assertRefused(new ImageSource.OciLayout(top.resolve("none")), "there is no such directory");
  }

  @Test
  void hugeOrDeepDocument_isRefused() throws IOException {
    Files.writeString(folder.resolve("index.json"), " ".repeat((4 << 20) + 1));
    assertRefused(new ImageSource.OciLayout(folder), "more than a JSON document");
    Files.writeString(folder.resolve("index.json"), "[".repeat(100_000));
    assertRefused(new ImageSource.OciLayout(folder), "not JSON");
    Files.writeString(folder.resolve("index.json"), "{} {}");
    assertRefused(new ImageSource.OciLayout(folder), "not JSON");
  }

  @Test
  void artifact_isNoLayer() throws IOException {
    String config = layout.blob("a", TestImage.config(List.of(TAR), "{}"));
    String artifact = layout.blob("application/vnd.cncf.helm.chart", TAR);
    assertRefused(layout.index(layout.manifest(config, List.of(artifact))), "not that of a layer");
  }
}
