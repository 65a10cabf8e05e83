package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.registry.Reference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a store with one image that can be used, which what they do must not harm. */
abstract class OnGoodImage {

  private static final byte[] GOOD = new TarBytes().file("good", "1").bytes();
  private static final Reference NAME = Reference.parse("busybox:1.36");

  @TempDir Path top;
  ImageStore store;
  List<ImageSummary> before;

  @BeforeEach
  void loadGoodImage() throws IOException {
    store = ImageStore.at(top.resolve("store"));
    store.load(new ByteArrayInputStream(TestImage.dockerArchive(GOOD).bytes()));
    before = store.list();
  }

  final void assertUnchanged() throws IOException {
    assertThat(store.list()).isEqualTo(before);
    try (ImageUse use = store.use(NAME)) {
      assertThat(use.image().layers().get(0).resolve("good")).hasContent("1");
    }
    store.prune();
    assertThat(store.verify().findings()).isEmpty();
    assertThat(store.list()).isEqualTo(before);
  }
}
