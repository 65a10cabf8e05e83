package dev.caisson.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images that are in a store and can't be used keep nothing from working. */
final class BrokenStoreTest extends OnGoodImage {

  /** Puts an image into the store that no load would let in. */
  private void force(BrokenImage fault, String name) throws IOException {
    String entry = TestImage.named(fault.write(TestImage.layout(store.layout())), name);
    Path index = store.layout().resolve("index.json");
    String list = "\"manifests\":[";
    Files.writeString(index, Files.readString(index).replace(list, list + entry + ","));
  }

  @ParameterizedTest
  @EnumSource
  void brokenImageInTheStore_isFoundAndLosesItsName(BrokenImage fault) throws IOException {
    force(fault, "docker.io/library/bad:1");
    assertThat(store.verify().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.object()).isEqualTo("image docker.io/library/bad:1");
              assertThat(finding.problem()).contains(fault.message());
            });
    assertThat(store.repair().isSound()).isTrue();
    assertUnchanged();
  }

  @Test
  void brokenImagesInTheStore_keepNothingFromWorking() throws IOException {
    force(BrokenImage.NUL_IN_CONFIG, "docker.io/library/bad:1");
    force(BrokenImage.DEEP_CONFIG, "docker.io/library/worse:1");
    assertThat(store.list()).isEqualTo(before);
    String id = before.get(0).id().hex();
    assertThat(store.inspect(id).summary()).isEqualTo(before.get(0));
    assertThatThrownBy(() -> store.inspect("bad:1")).hasMessageContaining("without NUL");
    store.prune();
    assertThatThrownBy(() -> store.inspect("bad:1")).hasMessageContaining("without NUL");
    store.tag("busybox:1.36", Reference.parse("second"));
    assertThat(store.remove("second").blobs()).isZero();
    assertThat(store.remove("bad:1").names()).containsExactly(Reference.parse("bad:1"));
    Digest worse = Digest.ofBytes(manifest(BrokenImage.DEEP_CONFIG));
    assertThat(store.remove(worse.hex()).names()).containsExactly(Reference.parse("worse:1"));
    assertUnchanged();
  }

  private static byte[] manifest(BrokenImage fault) {
    byte[] config = fault.config();
    byte[] layer = fault.layer();
    String configs =
        TestImage.descriptor("application/json", Digest.ofBytes(config).toString(), config.length);
    String layers =
        TestImage.descriptor(TestImage.LAYER, Digest.ofBytes(layer).toString(), layer.length);
    return TestImage.manifestOf(configs, List.of(layers)).getBytes(UTF_8);
  }
}
