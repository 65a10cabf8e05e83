package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store is shared: layers appear whole, are unpacked once, and killed work is swept. */
final class LayerStoreTest {

  private static final int THREADS = 4;

  @TempDir Path top;
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
  }

  @Test
  void layerThatIsThere_isNotReadAgain() throws IOException {
    TarBytes tar = new TarBytes().file("f", "x");
    Path root = sandbox.unpack(tar);
    Files.writeString(root.resolve("f"), "changed");
    assertThat(sandbox.unpack(tar).resolve("f")).hasContent("changed");
  }

  @Test
  void layerThatStandsTwiceInAnImage_isThereOnce_whereItIsSeen() throws IOException {
    TarBytes twice = new TarBytes().file("a", "x").file(".wh.b", "");
    TarBytes between = new TarBytes().file(".wh.a", "").file("b", "y");
    Path one = sandbox.unpack(twice);
    Path other = sandbox.unpack(between);
    Image image = sandbox.open(twice, between, twice);
    assertThat(image.layers()).containsExactly(other, one);
    assertThat(image.diffIds()).hasSize(3).element(2).isEqualTo(image.diffIds().get(0));
  }

  @Test
  void manyAtOnce_allSucceed() throws Exception {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 300; i++) {
      tar.file("d" + i % 7 + "/" + i, "x".repeat(i));
    }
    ImageSource source = TestImage.of(sandbox.newFolder(), tar.bytes());
    CyclicBarrier together = new CyclicBarrier(THREADS);
    Callable<Image> open =
        () -> {
          together.await(10, TimeUnit.SECONDS);
          return LayerStore.at(sandbox.store()).open(source);
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Image>> images = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        images.add(threads.submit(open));
      }
      for (Future<Image> image : images) {
        assertThat(image.get().layers().get(0).resolve("d5/299")).hasSize(299);
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(sandbox.store().resolve("temporary")).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeft_isSwept() throws IOException {
    sandbox.unpack(new TarBytes().file("f", ""));
    Path left = sandbox.store().resolve("temporary/left");
    Files.createDirectories(left.resolve("root/a/b"));
    Files.writeString(left.resolve("root/a/b/f"), "x");
    try (Directory directory = Directory.open(left.resolve("root/a"))) {
      directory.changeMode(0);
    }
    sandbox.unpack(new TarBytes().file("f", ""));
    assertThat(left).doesNotExist();
  }

  @Test
  void whatALiveOwnerHas_isNotSwept() throws IOException {
    sandbox.unpack(new TarBytes().file("f", ""));
    try (Directory parent = Directory.open(sandbox.store().resolve("temporary"));
        Temporaries.Temporary work = new Temporaries(parent).make()) {
      work.directory().makeDirectory(CString.of("root"), 0700);
      new Temporaries(parent).sweep();
      assertThat(work.directory().list()).containsExactly(CString.of("root"));
    }
    assertThat(sandbox.store().resolve("temporary")).isEmptyDirectory();
  }

  @Test
  void failure_leavesNothing() throws IOException {
    TarBytes tar = new TarBytes().file("d/f", "").add(TarBytes.header("x", 'Z'));
    assertThatThrownBy(() -> sandbox.open(tar)).hasMessageContaining("unknown type");
    assertThat(sandbox.store().resolve("temporary")).isEmptyDirectory();
    assertThat(sandbox.store().resolve("layers/sha256")).isEmptyDirectory();
  }

  @Test
  void storeOfAnotherForm_isRefused() throws IOException {
    ImageSource source = TestImage.of(sandbox.newFolder(), new TarBytes().file("d/f", "").bytes());
    LayerStore store = LayerStore.at(sandbox.store());
    assertThat(store.withForm(OverlayForm.USER).open(source).form()).isEqualTo(OverlayForm.USER);
    assertThat(store.open(source).form()).isEqualTo(OverlayForm.USER);
    assertThatThrownBy(() -> store.withForm(OverlayForm.ANY).open(source))
        .isInstanceOf(UnsupportedHostException.class)
        .hasMessageContaining("in the form USER, not ANY");
  }

  @Test
  void storeOfAnUnknownForm_isRefused() throws IOException {
    ImageSource source = TestImage.of(sandbox.newFolder(), new TarBytes().file("d/f", "").bytes());
    LayerStore store = LayerStore.at(sandbox.store());
    store.open(source);
    Path form = sandbox.store().resolve("form");
    Files.delete(form);
    Files.createSymbolicLink(form, Path.of("ODD"));
    assertThatThrownBy(() -> store.open(source))
        .isInstanceOf(UnsupportedHostException.class)
        .hasMessageContaining("unknown form ODD");
  }

  @Test
  void directoryThatCannotBeAStore_isTheCallersMistake() {
    assertThatThrownBy(() -> LayerStore.at(Path.of("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LayerStore.at(Path.of("/")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
