package dev.caisson.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is damaged in a store is found, and what can be mended is. */
final class RepairTest {

  private static final Reference ONE = Reference.parse("one");
  private static final byte[] TAR =
      new TarBytes()
          .dir("d")
          .file("d/f", "content")
          .symlink("d/l", "f")
          .file("g", "")
          .pax("SCHILY.xattr.user.x", new byte[] {'y'})
          .add(TarBytes.header("shadow", '0').mode(0), "x".getBytes(ISO_8859_1))
          .bytes();

  @TempDir Path top;
  private ImageStore store;
  private Path archive;
  private Path tree;

  @BeforeEach
  void load() throws IOException {
    store = ImageStore.at(top.resolve("store"));
    archive = Files.write(top.resolve("image.tar"), TestImage.dockerArchive(TAR).bytes());
    store.load(archive);
    store.tag("busybox:1.36", ONE);
    try (ImageUse use = store.use(ONE)) {
      tree = use.image().layers().get(0);
    }
    assertThat(store.verify()).isEqualTo(new Verification(3, 1, List.of()));
  }

  private List<Path> blobs() throws IOException {
    try (Stream<Path> list = Files.list(store.layout().resolve("blobs/sha256"))) {
      return list.sorted().toList();
    }
  }

  @Test
  void damagedBlobs_areFoundRemovedAndLoadedAgain() throws IOException {
    for (Path blob : blobs()) {
      byte[] bytes = Files.readAllBytes(blob);
      bytes[bytes.length / 2] ^= 1;
      Files.write(blob, bytes);
      Verification found = store.verify();
      assertThat(found.isSound()).isFalse();
      assertThat(found.findings().get(0).object()).contains(blob.getFileName().toString());
      store.repair();
      assertThat(blob).doesNotExist();
      store.load(archive);
      store.tag("busybox:1.36", ONE);
      assertThat(store.verify().findings()).isEmpty();
    }
  }

  @Test
  void imageWithoutItsDocuments_losesItsNames() throws IOException {
    Files.delete(
        top.resolve("store/images/blobs/sha256/" + store.inspect("one").summary().id().hex()));
    assertThat(store.list()).isEmpty();
    assertThatThrownBy(() -> store.inspect("one")).isInstanceOf(InvalidImageException.class);
    assertThat(store.verify().findings()).hasSize(2).noneMatch(Finding::repaired);
    assertThat(store.repair().isSound()).isTrue();
    assertThat(store.list()).isEmpty();
    assertThat(store.prune().blobs()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"content", "cut", "mode", "time", "missing", "more", "link", "record"})
  void damagedLayer_isFoundAndUnpackedAnew(String damage) throws IOException {
    Path file = tree.resolve("d/f");
    switch (damage) {
      case "content" -> {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "CONTENT");
        Files.setLastModifiedTime(file, time);
      }
      case "cut" -> Files.writeString(file, "");
      case "mode" -> Files.setAttribute(file, "unix:mode", 0100600);
      case "time" -> Files.setLastModifiedTime(tree.resolve("d"), FileTime.fromMillis(1));
      case "missing" -> Files.delete(tree.resolve("g"));
      case "more" -> Files.createDirectory(tree.resolve("d/more"));
      case "link" -> {
        Files.delete(tree.resolve("d/l"));
        Files.createSymbolicLink(tree.resolve("d/l"), Path.of("g"));
      }
      default -> Files.writeString(tree.resolveSibling("layer.json"), "{");
    }
    assertThat(store.verify().findings()).hasSize(1).noneMatch(Finding::repaired);
    try (ImageUse use = damage.equals("record") ? null : store.use(ONE)) {
      if (use != null) {
        assertThat(store.repair().isSound()).isFalse();
      }
    }
    assertThat(store.repair().findings()).hasSize(1).allMatch(Finding::repaired);
    assertThat(store.verify().findings()).isEmpty();
    assertThat(tree.resolve("d/f")).hasContent("content");
  }

  @Test
  void whatIsUnderWay_isNoDamage() throws IOException {
    Files.writeString(top.resolve("store/downloads/" + "0".repeat(64)), "part");
    Files.createDirectories(top.resolve("store/temporary/left/root"));
    assertThat(store.verify().findings()).isEmpty();
  }
}
