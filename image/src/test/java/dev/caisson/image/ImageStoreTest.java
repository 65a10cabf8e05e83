package dev.caisson.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.registry.Reference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store keeps what has a name or is in use, and nothing else. */
final class ImageStoreTest {

  private static final byte[] LOWER = new TarBytes().file("low", "1").bytes();
  private static final byte[] UPPER = new TarBytes().file("up", "2").bytes();
  private static final Reference ONE = Reference.parse("one");
  private static final Reference TWO = Reference.parse("example.org/a/two:2");
  private static final ImageConfig CONFIG =
      new ImageConfig(
          Platform.current(),
          Map.of("A", "b=c"),
          List.of("/entry"),
          List.of("word"),
          Optional.of("/work"),
          Optional.of("1000:users"),
          Optional.of("SIGQUIT"),
          Map.of("l", "v"),
          Set.of("80/tcp"),
          Set.of("/data"));

  @TempDir Path top;
  private ImageStore store;

  @BeforeEach
  void makeStore() {
    store = ImageStore.at(top.resolve("store"));
  }

  private void load(Reference name, byte[]... layers) throws IOException {
    Path folder = top.resolve("layout-" + name.repository().replace('/', '-'));
    TestImage layout = TestImage.layout(folder);
    String manifest = layout.manifest(List.of(layers), "{\"Cmd\":[\"" + name + "\"]}");
    String named = "{\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"},";
    layout.index(named + manifest.substring(1));
    store.load(folder);
  }

  private long blobs() throws IOException {
    return count(store.layout().resolve("blobs/sha256"));
  }

  private long layers() throws IOException {
    return count(top.resolve("store/layers/sha256"));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.count();
    }
  }

  private void assertNothingIsUnderWay() {
    for (String name : new String[] {"temporary", "downloads", "leases"}) {
      assertThat(top.resolve("store").resolve(name)).isEmptyDirectory();
    }
  }

  @Test
  void emptyStore_isEmpty() throws IOException {
    assertThat(store.list()).isEmpty();
    assertThat(store.prune()).isEqualTo(new Reclaimed(List.of(), 0, 0, 0));
    assertThat(store.verify().findings()).isEmpty();
    assertThat(Files.readString(store.layout().resolve("oci-layout"))).contains("1.0.0");
  }

  @Test
  void loadedImage_isListedInspectedAndUsed() throws IOException {
    load(ONE, LOWER, UPPER);
    ImageSummary summary = store.list().get(0);
    assertThat(summary.names()).containsExactly(ONE);
    assertThat(summary.platform()).isEqualTo(Platform.current());
    assertThat(store.has(ONE)).isTrue();
    assertThat(store.has(TWO)).isFalse();
    ImageDetails details = store.inspect("one");
    assertThat(details.summary()).isEqualTo(summary);
    assertThat(details.config().command()).containsExactly(ONE.toString());
    assertThat(details.diffIds()).hasSize(2);
    try (ImageUse use = store.use(ONE)) {
      assertThat(use.image().layers().get(1).resolve("up")).hasContent("2");
    }
    assertThat(store.layers().open(new ImageSource.Stored("one")).layers()).hasSize(2);
    assertNothingIsUnderWay();
  }

  @Test
  void builtImage_hasTheName_andTheLayersOfItsBase() throws IOException {
    load(ONE, LOWER);
    Path file = Files.writeString(top.resolve("new"), "new");
    ImageBuild build =
        ImageBuild.from(new ImageSource.Stored(ONE), store.layers()).copy(file, "/new");
    ImageSummary built = store.build(build, TWO);
    assertThat(built.names()).containsExactly(TWO);
    assertThat(store.build(build, ONE).manifest()).isEqualTo(built.manifest());
    assertThat(store.list().get(0).names()).containsExactlyInAnyOrder(ONE, TWO);
    try (ImageUse use = store.use(TWO)) {
      assertThat(use.image().layers().get(0).resolve("low")).hasContent("1");
      assertThat(use.image().layers().get(1).resolve("new")).hasContent("new");
    }
    assertThat(store.verify().isSound()).isTrue();
    assertNothingIsUnderWay();
  }

  @Test
  void buildThatFails_leavesNothing() throws IOException {
    load(ONE, LOWER);
    ImageBuild missing = ImageBuild.from(new ImageSource.Stored(TWO), store.layers());
    assertThatThrownBy(() -> store.build(missing, TWO)).isInstanceOf(InvalidImageException.class);
    Path nowhere = top.resolve("nowhere");
    assertThatThrownBy(() -> store.build(ImageBuild.fromScratch().copy(nowhere, "/"), ONE))
        .isInstanceOf(IOException.class);
    assertThat(store.list().get(0).names()).containsExactly(ONE);
    assertNothingIsUnderWay();
  }

  @Test
  void image_isFoundByTheFirstDigitsOfItsDigests() throws IOException {
    load(ONE, LOWER);
    ImageSummary summary = store.list().get(0);
    assertThat(store.inspect(summary.id().hex().substring(0, 12)).summary()).isEqualTo(summary);
    assertThat(store.inspect(summary.id().toString()).summary()).isEqualTo(summary);
    assertThat(store.inspect(summary.manifest().hex()).summary()).isEqualTo(summary);
    assertThat(store.inspect(summary.id().hex().substring(0, 1)).summary()).isEqualTo(summary);
    for (String wanted : new String[] {"none", "0000", "two:1", "", "UPPER", "sha256:"}) {
      assertThatThrownBy(() -> store.inspect(wanted))
          .isInstanceOf(InvalidImageException.class)
          .hasMessageContaining("no such image");
    }
  }

  @Test
  void firstDigitOfSeveralImages_isAmbiguous() throws IOException {
    // More images than there are digits.
    for (int i = 0; i < 17; i++) {
      load(Reference.parse("image" + i), LOWER);
    }
    Map<String, Long> ids =
        store.list().stream()
            .collect(
                Collectors.groupingBy(
                    image -> image.id().hex().substring(0, 1), Collectors.counting()));
    String shared =
        ids.entrySet().stream().filter(digit -> digit.getValue() > 1).findAny().get().getKey();
    assertThatThrownBy(() -> store.inspect(shared))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("images have digests that begin so; give more digits");
  }

  @Test
  void tag_isOneMoreName() throws IOException {
    load(ONE, LOWER);
    store.tag("one", TWO);
    assertThat(store.list()).hasSize(1);
    assertThat(store.list().get(0).names()).containsExactly(ONE, TWO);
    load(Reference.parse("three"), UPPER);
    store.tag("three", ONE);
    assertThat(store.inspect("one").diffIds()).isEqualTo(store.inspect("three").diffIds());
    assertThat(store.inspect(TWO.toString()).diffIds())
        .isNotEqualTo(store.inspect("one").diffIds());
  }

  @Test
  void removal_takesWhatNoOtherImageNeeds() throws IOException {
    load(ONE, LOWER, UPPER);
    load(TWO, LOWER);
    store.use(ONE).close();
    store.tag("one", Reference.parse("alias"));
    assertThat(store.remove("alias").blobs()).isZero();
    Reclaimed gone = store.remove("one");
    assertThat(gone.names()).containsExactly(ONE);
    assertThat(gone.blobs()).isEqualTo(3);
    assertThat(gone.layers()).isEqualTo(1);
    assertThat(blobs()).isEqualTo(3);
    assertThat(layers()).isEqualTo(1);
    store.use(TWO).close();
    store.remove(TWO.toString());
    assertThat(blobs()).isZero();
    assertThat(layers()).isZero();
    assertNothingIsUnderWay();
  }

  @Test
  void imageUsedAgain_staysUntilAllAreClosed() throws IOException {
    load(ONE, LOWER);
    ImageUse first = store.use(ONE);
    ImageUse second = first.again();
    ImageUse third = second.again();
    second.close();
    second.close();
    first.close();
    store.removeUsed("one");
    store.prune();
    assertThat(third.image().layers().get(0).resolve("low")).hasContent("1");
    assertThatIllegalStateException()
        .isThrownBy(first::again)
        .withMessageContaining("no longer in use")
        .withMessageContaining("one");
    third.close();
    store.prune();
    assertThat(layers()).isZero();
    assertNothingIsUnderWay();
  }

  @Test
  void imageInUse_isNotRemoved() throws IOException {
    load(ONE, LOWER);
    String id = store.list().get(0).id().hex();
    try (ImageUse use = store.use(ONE)) {
      assertThatThrownBy(() -> store.remove("one"))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("in use");
      assertThatThrownBy(() -> store.remove(id)).hasMessageContaining("in use");
      store.prune();
      assertThat(store.pruneAll().names()).isEmpty();
      store.removeUsed("one");
      assertThat(use.image().layers().get(0).resolve("low")).hasContent("1");
      store.prune();
      assertThat(use.image().layers().get(0).resolve("low")).hasContent("1");
    }
    store.prune();
    assertThat(layers()).isZero();
    assertThat(blobs()).isZero();
  }

  @Test
  void imageOfSeveralNames_isRemovedByItsDigestOnlyByForce() throws IOException {
    load(ONE, LOWER);
    store.tag("one", TWO);
    String id = store.list().get(0).id().hex();
    assertThatThrownBy(() -> store.remove(id)).hasMessageContaining("2 names");
    assertThat(store.removeUsed(id).names()).containsExactly(ONE, TWO);
    assertThat(store.list()).isEmpty();
  }

  @Test
  void pruning_takesWhatHasNoName() throws IOException {
    load(ONE, LOWER);
    Path other = top.resolve("other");
    store.layers().open(TestImage.of(other, UPPER));
    store.load(other);
    assertThat(store.list()).hasSize(2);
    Files.writeString(top.resolve("store/downloads/" + "0".repeat(64)), "part");
    Files.writeString(store.layout().resolve("blobs/sha256/rubbish"), "");
    Reclaimed gone = store.prune();
    assertThat(gone.blobs()).isEqualTo(5);
    assertThat(gone.layers()).isEqualTo(1);
    assertThat(gone.bytes()).isPositive();
    assertThat(store.list()).hasSize(1);
    assertThat(store.pruneAll().names()).containsExactly(ONE);
    assertThat(blobs()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void savedArchive_isTheSameEachTimeAndIsLoadedAgain(ArchiveFormat format) throws IOException {
    load(ONE, LOWER, UPPER);
    load(TWO, LOWER);
    byte[] archive = save(format, "one", TWO.toString());
    assertThat(save(format, "one", TWO.toString())).isEqualTo(archive);
    List<ImageSummary> saved = store.list();
    store.pruneAll();
    assertThat(store.list()).isEmpty();
    assertThat(store.load(new ByteArrayInputStream(archive))).isEqualTo(saved);
    assertThat(store.list()).isEqualTo(saved);
    assertThat(store.verify().findings()).isEmpty();
  }

  private byte[] save(ArchiveFormat format, String... images) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.save(List.of(images), format, out);
    return out.toByteArray();
  }

  @Test
  void savedArchives_areReadInPlace() throws IOException {
    load(ONE, LOWER, UPPER);
    Path docker = Files.write(top.resolve("docker.tar"), save(ArchiveFormat.DOCKER, "one"));
    Path oci = Files.write(top.resolve("oci.tar"), TestImage.gzip(save(ArchiveFormat.OCI, "one")));
    LayerStore other = LayerStore.at(top.resolve("other"));
    ImageSource[] sources = {
      new ImageSource.DockerArchive(docker, Optional.of("one")),
      new ImageSource.OciArchive(oci, Optional.of(ONE.toString())),
      new ImageSource.OciArchive(oci)
    };
    for (ImageSource source : sources) {
      assertThat(other.open(source).layers().get(1).resolve("up")).hasContent("2");
    }
  }

  @Test
  void archiveOfOldDocker_isLoadedUnderItsNames() throws IOException {
    byte[] archive = TestImage.dockerArchive(LOWER).bytes();
    ImageSummary loaded = store.load(new ByteArrayInputStream(TestImage.gzip(archive))).get(0);
    assertThat(loaded.names()).containsExactly(Reference.parse("busybox:1.36"));
    try (ImageUse use = store.use(Reference.parse("busybox:1.36"))) {
      assertThat(use.image().layers().get(0).resolve("low")).hasContent("1");
    }
  }

  @Test
  void layersInXz_areStoredUncompressed() throws IOException {
    byte[] config = TestImage.config(List.of(LOWER), "{}");
    TarBytes archive =
        new TarBytes()
            .add(TarBytes.header("config.json", '0'), config)
            .add(TarBytes.header("l", '0'), DecoderTest.Format.XZ.compress(LOWER))
            .file("manifest.json", TestImage.dockerManifest("config.json", "[\"one\"]", "l"));
    store.load(new ByteArrayInputStream(archive.bytes()));
    Digest plain = Digest.ofBytes(LOWER);
    assertThat(store.layout().resolve("blobs/sha256/" + plain.hex())).hasBinaryContent(LOWER);
    store.use(ONE).close();
  }

  @Test
  void whatIsNoArchive_isRefusedAndLeavesNothing() {
    for (byte[] bytes : new byte[][] {{}, "rubbish".getBytes(UTF_8), LOWER}) {
      assertThatThrownBy(() -> store.load(new ByteArrayInputStream(bytes)))
          .isInstanceOf(InvalidImageException.class);
    }
    assertThatThrownBy(() -> store.load(top.resolve("none"))).hasMessageContaining("no such file");
    assertNothingIsUnderWay();
  }

  @Test
  void importedRoot_isAnImageOfOneLayer() throws IOException {
    Path tar = Files.write(top.resolve("root.tar"), LOWER);
    Optional<Instant> created = Optional.of(Instant.ofEpochSecond(1));
    ImageSummary first = store.importRoot(tar, CONFIG, created, Optional.of(ONE));
    ImageDetails details = store.inspect("one");
    assertThat(details.config()).isEqualTo(CONFIG);
    assertThat(details.summary().created()).isEqualTo(created);
    assertThat(details.diffIds()).containsExactly(new DiffId(Digest.ofBytes(LOWER)));
    ImageSummary again =
        store.importRoot(
            new ByteArrayInputStream(LOWER), CONFIG, created, Optional.of(Reference.parse("b")));
    assertThat(again.manifest()).isEqualTo(first.manifest());
    store.importRoot(
        new ByteArrayInputStream(TestImage.gzip(UPPER)), CONFIG, created, Optional.of(TWO));
    try (ImageUse use = store.use(TWO)) {
      assertThat(use.image().layers().get(0).resolve("up")).hasContent("2");
    }
    assertThat(store.verify().isSound()).isTrue();
  }

  @Test
  void importAtATimeThatIsNoDate_isRefused() throws IOException {
    Path tar = Files.write(top.resolve("root.tar"), LOWER);
    Optional<Instant> never = Optional.of(Instant.MAX);
    assertThatThrownBy(() -> store.importRoot(tar, CONFIG, never, Optional.of(ONE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void importOfWhatIsNoTar_isRefused() {
    byte[] text = "not a tar, but long enough to be a header".repeat(50).getBytes(UTF_8);
    assertThatThrownBy(
            () ->
                store.importRoot(
                    new ByteArrayInputStream(text), CONFIG, Optional.empty(), Optional.of(ONE)))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("checksum");
    assertNothingIsUnderWay();
  }
}
