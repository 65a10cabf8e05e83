package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.RegistryException;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.ImageUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that are unpacked while they arrive. */
final class ArrivalTest {

  private static final int SIZE = 2_000_000;
  private static final long MOST_NANOS = 20_000_000_000L;

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private Quick quick;
  private ImageStore store;
  private Sample sample;

  @BeforeEach
  void start() throws IOException {
    sample = Sample.of(2, SIZE);
    registry = TestRegistry.serving(sample);
    quick = Quick.client(folder, registry);
    store = ImageStore.at(folder.resolve("images"));
    // Makes the folders.
    assertThat(store.list()).isEmpty();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(folder.resolve("images/temporary")).isEmptyDirectory();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("caisson-unpack", "caisson-inflate", "caisson-hash");
  }

  private Digest layer() {
    return sample.layers().get(0);
  }

  private ImageUse pull(RegistryClient client) throws Exception {
    return store.pullAndUse(client, registry.reference(), quick.events()::add);
  }

  private void pullsAll() throws Exception {
    try (ImageUse use = pull(quick.client())) {
      List<Path> layers = use.image().layers();
      for (int i = 0; i < layers.size(); i++) {
        assertThat(layers.get(i).resolve("file-" + i)).hasBinaryContent(Sample.random(SIZE, i));
      }
    }
    assertThat(store.verify().isSound()).isTrue();
  }

  /** Waits for a file that is being unpacked, and has contents. */
  private boolean isUnpacking(String name) {
    long end = System.nanoTime() + MOST_NANOS;
    while (System.nanoTime() < end) {
      try (Stream<Path> all = Files.walk(folder.resolve("images/temporary"))) {
        if (all.anyMatch(file -> file.endsWith(name) && file.toFile().length() > 0)) {
          return true;
        }
      } catch (IOException | UncheckedIOException e) {
        // Another layer was moved to its place meanwhile.
      }
    }
    return false;
  }

  private void send(HttpExchange exchange, int from, int to) throws IOException {
    exchange.getResponseBody().write(sample.layer(0), from, to - from);
    exchange.getResponseBody().flush();
  }

  @Test
  void layer_isUnpackedBeforeItsLastByteIsThere() throws Exception {
    int length = sample.layer(0).length;
    registry.onBlob(
        layer(),
        exchange -> {
          exchange.sendResponseHeaders(200, length);
          send(exchange, 0, length / 2);
          if (isUnpacking("file-0")) {
            send(exchange, length / 2, length);
          }
        });
    // One that waits for as long as the registry does.
    try (RegistryClient patient = RegistryClient.builder().withoutProxy().build();
        ImageUse use = pull(patient)) {
      assertThat(use.image().layers()).hasSize(2);
    }

    assertThat(registry.seenOfBlob(layer())).hasSize(1);
  }

  @Test
  void image_isWholeAndNamed() throws Exception {
    pullsAll();

    assertThat(store.has(registry.reference())).isTrue();
  }

  @Test
  void imageThatIsThere_isUsed() throws Exception {
    pullsAll();
    int before = registry.seen().size();
    pullsAll();

    assertThat(registry.seen()).hasSize(before + 1);
  }

  @Test
  void layersOfAnImageThatWasOnlyPulled_areUnpacked() throws Exception {
    store.pull(quick.client(), registry.reference(), quick.events()::add);
    pullsAll();
  }

  @Test
  void connectionThatBreaks_isResumed() throws Exception {
    byte[] bytes = sample.layer(0);
    registry.onBlob(
        layer(),
        exchange -> {
          if (registry.seenOfBlob(layer()).size() == 1) {
            exchange.sendResponseHeaders(200, bytes.length);
            send(exchange, 0, bytes.length / 2);
            quick.awaitArrival(layer(), bytes.length / 2);
            return;
          }
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
          String part = "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length;
          exchange.getResponseHeaders().add("Content-Range", part);
          TestRegistry.answer(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
        });
    pullsAll();

    assertThat(registry.seenOfBlob(layer())).hasSize(2);
  }

  @Test
  void wrongPartOfAnEarlierPull_isForgotten() throws Exception {
    byte[] wrong = sample.layer(0).clone();
    wrong[SIZE / 4] ^= 1;
    Path part = folder.resolve("images/downloads").resolve(layer().hex());
    Files.write(part, Arrays.copyOf(wrong, SIZE / 2));
    pullsAll();
  }

  @Test
  void registryThatGivesUp_leavesNothingUnpacked() {
    registry.onBlob(
        layer(),
        exchange -> {
          exchange.sendResponseHeaders(200, sample.layer(0).length);
          send(exchange, 0, 1000);
        });
    assertThatThrownBy(() -> pull(quick.client())).isInstanceOf(RegistryException.class);
  }

  @Test
  void layerOfAnotherTar_isRefused() throws Exception {
    Digest other = Digest.ofBytes(new byte[] {1});
    byte[] config = Sample.config(List.of(other, other));
    Sample lying = sample.withConfig(config);
    registry.serve(lying);
    assertThatThrownBy(() -> pull(quick.client()))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("not " + other);

    assertThat(folder.resolve("images/layers/sha256")).isEmptyDirectory();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void brokenImage_doesNotTakeTheNameOfAWholeOne() throws Exception {
    pullsAll();
    List<ImageSummary> before = store.list();
    Digest other = Digest.ofBytes(new byte[] {1});
    registry.serve(sample.withConfig(Sample.config(List.of(other, other))));
    assertThatThrownBy(() -> pull(quick.client())).isInstanceOf(InvalidImageException.class);

    assertThat(store.list()).isEqualTo(before);
    try (ImageUse use = store.use(registry.reference())) {
      assertThat(use.image().layers()).hasSize(2);
    }
    store.prune();
    assertThat(store.verify().findings()).isEmpty();
  }

  @Test
  void brokenLayerThatBreaksOffToo_doesNotTakeTheName() throws Exception {
    pullsAll();
    List<ImageSummary> before = store.list();
    Sample second = Sample.of(3, SIZE);
    Digest other = Digest.ofBytes(new byte[] {1});
    Sample lying = second.withConfig(Sample.config(List.of(other, other, other)));
    registry.serve(lying);
    byte[] bytes = lying.layer(2);
    Digest last = lying.layers().get(2);
    registry.onBlob(
        last,
        exchange -> {
          if (registry.seenOfBlob(last).size() == 1) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, SIZE / 2);
            return;
          }
          TestRegistry.answer(exchange, 200, bytes);
        });
    assertThatThrownBy(() -> pull(quick.client())).isInstanceOf(InvalidImageException.class);

    assertThat(store.list()).isEqualTo(before);
  }

  @Test
  void otherBytesThanTheDigestSays_areRefused() throws Exception {
    byte[] wrong = sample.layer(0).clone();
    wrong[SIZE / 2] ^= 1;
    registry.onBlob(layer(), TestRegistry.answering(200, wrong));
    assertThatThrownBy(() -> pull(quick.client()))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("its digest is");
  }

  @Test
  void mirrorThatFailsMidway_isFollowedByTheRegistry() throws Exception {
    try (TestRegistry mirror = TestRegistry.serving(sample);
        RegistryClient client =
            RegistryClient.builder()
                .patience(Quick.PATIENCE)
                .withoutProxy()
                .mirror(registry.host(), URI.create(mirror.url("")))
                .build()) {
      mirror.onBlob(layer(), TestRegistry.answering(404, new byte[0]));
      try (ImageUse use = pull(client)) {
        assertThat(use.image().layers()).hasSize(2);
      }
    }
  }
}
