package dev.caisson.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An image that can't be used takes nothing from those that can. */
final class BrokenImageTest extends OnGoodImage {

  private static final byte[] OTHER = new TarBytes().file("other", "2").bytes();

  private void assertRefused(BrokenImage fault, Path source) throws IOException {
    assertThatThrownBy(() -> store.load(source))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(fault.message());
    assertUnchanged();
  }

  @ParameterizedTest
  @EnumSource
  void archiveWithABrokenImage_isRefused_andNoNameMoves(BrokenImage fault) throws IOException {
    byte[] fine = TestImage.config(List.of(), "{}");
    String first = TestImage.dockerManifest("fine", "[\"new:1\"]");
    String second = TestImage.dockerManifest("config", "[\"busybox:1.36\"]", "layer");
    TarBytes archive =
        new TarBytes()
            .add(TarBytes.header("fine", '0'), fine)
            .add(TarBytes.header("config", '0'), fault.config())
            .add(TarBytes.header("layer", '0'), fault.layer())
            .file(
                "manifest.json",
                first.substring(0, first.length() - 1) + "," + second.substring(1));
    assertRefused(fault, Files.write(top.resolve("archive.tar"), archive.bytes()));
  }

  @ParameterizedTest
  @EnumSource
  void layoutWithABrokenImage_isRefused_andNoNameMoves(BrokenImage fault) throws IOException {
    TestImage layout = TestImage.layout(top.resolve("layout"));
    layout.index(
        TestImage.named(layout.manifest(List.of(), "{}"), "new:1"),
        TestImage.named(fault.write(layout), "busybox"));
    assertRefused(fault, top.resolve("layout"));
  }

  @Test
  void layerThatIsThere_isVerifiedForEachImage() throws IOException {
    Path folder = top.resolve("first");
    TestImage.of(folder, OTHER);
    store.load(folder);
    before = store.list();
    TestImage layout = TestImage.layout(top.resolve("second"));
    layout.index(BrokenImage.WRONG_DIFF_ID.write(layout));
    assertThatThrownBy(() -> store.load(top.resolve("second")))
        .hasMessageContaining(BrokenImage.WRONG_DIFF_ID.message());
    assertThat(store.list()).isEqualTo(before);
  }

  @Test
  void attestation_isStoredWithItsImage() throws IOException {
    TestImage layout = TestImage.layout(top.resolve("layout"));
    String image = layout.manifest(List.of(OTHER), "{}");
    String statement =
        layout.manifest(
            layout.blob("application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8)),
            List.of(layout.blob("application/vnd.in-toto+json", "{}".getBytes(UTF_8))));
    String about = "{\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},";
    String index = TestImage.indexOf(image, about + statement.substring(1));
    layout.index(TestImage.named(layout.blob(TestImage.INDEX, index.getBytes(UTF_8)), "signed:1"));
    assertThat(store.load(top.resolve("layout"))).hasSize(1);
    store.prune();
    assertThat(store.verify().findings()).isEmpty();
    store.use(Reference.parse("signed:1")).close();
  }
}
