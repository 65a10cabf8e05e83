package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import dev.caisson.error.RegistryException;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.testing.DockerRegistry;
import dev.caisson.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls into a store of images, and pushes from it. */
final class StoreExchangeTest {

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private Quick quick;
  private ImageStore store;
  private Sample sample;

  @BeforeEach
  void start() throws Exception {
    sample = Sample.of(3, 100_000);
    registry = TestRegistry.serving(sample);
    quick = Quick.client(folder, registry);
    store = ImageStore.at(folder.resolve("images"));
  }

  private Digest layer() {
    return sample.layers().get(0);
  }

  private ImageSummary pull() throws Exception {
    return store.pull(quick.client(), registry.reference(), quick.events()::add);
  }

  @Test
  void image_isStoredUnderItsName_andVerified() throws Exception {
    ImageSummary pulled = pull();

    assertThat(pulled.manifest()).isEqualTo(sample.manifest());
    assertThat(pulled.names()).containsExactly(registry.reference());
    assertThat(store.has(registry.reference())).isTrue();
    assertThat(store.verify().isSound()).isTrue();
  }

  @Test
  void imageThatIsThere_costsOneHead() throws Exception {
    pull();
    int before = registry.seen().size();
    pull();

    assertThat(registry.seen().subList(before, registry.seen().size()))
        .singleElement()
        .extracting(TestRegistry.Seen::method)
        .isEqualTo("HEAD");
  }

  @Test
  void layerThatBrokeOff_goesOnInTheNextPull() throws Exception {
    byte[] bytes = sample.layer(0);
    registry.onBlob(
        layer(),
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes, 0, 60_000);
          exchange.getResponseBody().flush();
          quick.awaitArrival(layer(), 60_000);
        });
    assertThatThrownBy(this::pull).isInstanceOf(RegistryException.class);
    int before = registry.seenOfBlob(layer()).size();
    registry.onBlob(
        layer(),
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
          exchange
              .getResponseHeaders()
              .add(
                  "Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
          TestRegistry.answer(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
        });
    pull();

    Optional<String> range = registry.seenOfBlob(layer()).get(before).header("Range");
    assertThat(range).hasValueSatisfying(r -> assertThat(r).matches("bytes=[1-9][0-9]*-"));
    assertThat(store.verify().isSound()).isTrue();
  }

  @Test
  void twoPullsAtATime_fetchEachLayerOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<ImageSummary> task = this::pull;
      List<Future<ImageSummary>> both = List.of(threads.submit(task), threads.submit(task));
      assertThat(both.get(0).get().manifest()).isEqualTo(both.get(1).get().manifest());
    } finally {
      threads.shutdown();
    }

    for (Digest layer : sample.layers()) {
      assertThat(registry.seenOfBlob(layer)).hasSize(1);
    }
  }

  @Test
  void failedPull_leavesNoName() throws Exception {
    registry.onBlob(layer(), TestRegistry.answering(404, new byte[0]));
    assertThatThrownBy(this::pull).isInstanceOf(RegistryException.class);

    assertThat(store.list()).isEmpty();
    store.prune();
    assertThat(store.verify().isSound()).isTrue();
  }

  @Test
  void pullOfOtherLayersThanTheConfigSays_isRefused_andTheNameStays() throws Exception {
    pull();
    List<ImageSummary> before = store.list();
    Digest other = Digest.ofBytes(new byte[] {1});
    registry.serve(sample.withConfig(Sample.config(List.of(other, other, other))));
    assertThatThrownBy(this::pull)
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("not " + other);

    assertThat(store.list()).isEqualTo(before);
    store.use(registry.reference()).close();
  }

  @Test
  @NeedsTool({"docker-registry", "skopeo"})
  void image_ofAStore_isPushedAndMounted_andReadBySkopeo() throws Exception {
    pull();
    try (DockerRegistry target = DockerRegistry.start(Files.createDirectory(folder.resolve("r")));
        RegistryClient client = RegistryClient.builder().build()) {
      List<Transfer> events = new CopyOnWriteArrayList<>();
      Reference first = Reference.parse(target.host() + "/first:1");
      Reference second = Reference.parse(target.host() + "/second:1");
      String name = registry.reference().toString();
      assertThat(store.push(client, name, first, events::add)).isEqualTo(sample.manifest());
      store.tag(name, first);
      events.clear();
      store.push(client, first.toString(), second, events::add);

      assertThat(events).filteredOn(Transfer.Mounted.class::isInstance).hasSize(4);
      Tool.run(
          "skopeo", "inspect", "--tls-verify=false", "docker://" + target.host() + "/second:1");
    }
    Tool.run("skopeo", "inspect", "oci:" + store.layout() + ":" + registry.reference());
  }
}
