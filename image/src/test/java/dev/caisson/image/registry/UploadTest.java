package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.caisson.error.RegistryException;
import dev.caisson.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads to a registry that has its own ideas of them. */
final class UploadTest {

  private static final String UPLOADS = "/v2/" + TestRegistry.REPOSITORY + "/blobs/uploads/";

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private TestRegistry other;
  @AutoClose private Quick quick;
  private Sample sample;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws Exception {
    sample = Sample.of(1, 100_000);
    registry = TestRegistry.start();
    other = TestRegistry.start();
    quick = Quick.client(folder, RegistryClient.builder().parallel(1).chunk(30_000), registry);
    quick.store().putAll(sample);
    // All but the layer is there.
    registry.onBlob(sample.config(), TestRegistry.answering(200, new byte[0]));
    registry.onManifest("latest", TestRegistry.answering(201, new byte[0]));
    registry.on(UPLOADS, TestRegistry.answering(202, new byte[0], "Location", "/upload?a=b"));
    registry.on("/upload", this::take);
    other.on("/upload", this::take);
  }

  private Digest layer() {
    return sample.layers().get(0);
  }

  private void push() throws Exception {
    quick
        .client()
        .push(
            registry.reference(), sample.manifest(), quick.store(), List.of(), quick.events()::add);
  }

  /** Takes chunks in order, as the specification has it. */
  private synchronized void take(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Content-Range");
    boolean inOrder = range == null || range.startsWith(received.size() + "-");
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("GET")) {
      answerUpload(exchange, 204);
    } else if (!inOrder) {
      answerUpload(exchange, 416);
    } else {
      received.writeBytes(bytes);
      answerUpload(exchange, exchange.getRequestMethod().equals("PUT") ? 201 : 202);
    }
  }

  private void answerUpload(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().add("Location", exchange.getRequestURI().toString());
    exchange.getResponseHeaders().add("Range", "0-" + (received.size() - 1));
    TestRegistry.answer(exchange, status, new byte[0]);
  }

  @Test
  void largeBlob_isSentInChunks() throws Exception {
    push();

    assertThat(received.toByteArray()).isEqualTo(sample.layer(0));
    assertThat(registry.seen("/upload")).hasSize(5);
    assertThat(registry.seen("/upload").get(1).header("Content-Range")).hasValue("30000-59999");
    assertThat(registry.seen("/upload").get(4).path()).isEqualTo("/upload?a=b&digest=" + layer());
  }

  @Test
  void registryThatWantsLargerChunks_getsThem() throws Exception {
    registry.on(
        UPLOADS,
        TestRegistry.answering(
            202, new byte[0], "Location", "/upload", "OCI-Chunk-Min-Length", "70000"));
    push();

    assertThat(registry.seen("/upload").get(0).header("Content-Range")).hasValue("0-69999");
  }

  @Test
  void smallBlob_isSentWhole() throws Exception {
    registry.on(
        UPLOADS,
        TestRegistry.answering(
            202, new byte[0], "Location", "/upload", "OCI-Chunk-Min-Length", "700000"));
    push();

    assertThat(registry.seen("/upload")).singleElement().extracting("method").isEqualTo("PUT");
    assertThat(received.toByteArray()).isEqualTo(sample.layer(0));
  }

  @Test
  void registryThatLostAPart_isAskedWhereItIs() throws Exception {
    registry.on(
        "/upload",
        exchange -> {
          if (registry.seen("/upload").size() == 2) {
            // It has taken the chunk, and says that it has not.
            received.writeBytes(exchange.getRequestBody().readAllBytes());
            TestRegistry.answer(exchange, 503, new byte[0]);
          } else {
            take(exchange);
          }
        });
    push();

    assertThat(received.toByteArray()).isEqualTo(sample.layer(0));
  }

  @Test
  void registryThatNeverTakesAChunk_isGivenUp() {
    registry.on("/upload", exchange -> answerUpload(exchange, 416));
    assertThatThrownBy(this::push).isInstanceOf(RegistryException.class);
    assertThat(registry.seen("/upload").size()).isLessThan(10);
  }

  @Test
  void registryThatTakesTheSameForEver_isGivenUp() {
    registry.on(
        "/upload",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean first = "0-29999".equals(exchange.getRequestHeaders().getFirst("Content-Range"));
          exchange.getResponseHeaders().add("Location", "/upload");
          exchange.getResponseHeaders().add("Range", first ? "0-29999" : "0-0");
          int status = exchange.getRequestMethod().equals("GET") ? 204 : first ? 202 : 416;
          TestRegistry.answer(exchange, status, new byte[0]);
        });
    assertThatThrownBy(this::push).isInstanceOf(RegistryException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-99999999", "0-0"})
  void registryThatSaysItHasWhatWasNotSent_isRefused(String range) {
    registry.on(
        "/upload", TestRegistry.answering(202, new byte[0], "Location", "/upload", "Range", range));
    assertThatThrownBy(this::push).isInstanceOf(RegistryException.class);
  }

  @Test
  void uploadOnAnotherServer_isNotShownThePassword() throws Exception {
    registry.on(
        UPLOADS,
        exchange -> {
          boolean shown = exchange.getRequestHeaders().getFirst("Authorization") != null;
          exchange
              .getResponseHeaders()
              .add(
                  shown ? "Location" : "WWW-Authenticate",
                  shown ? other.url("/upload") : "Basic realm=\"x\"");
          TestRegistry.answer(exchange, shown ? 202 : 401, new byte[0]);
        });
    push();

    assertThat(received.toByteArray()).isEqualTo(sample.layer(0));
    assertThat(other.seen()).isNotEmpty();
    assertThat(other.seen()).allSatisfy(s -> assertThat(s.header("Authorization")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/upload",
        "http://169.254.169.254/upload",
        "file:///tmp/x",
        "https://192.0.0.192/",
        "http://[::]/"
      })
  void uploadWhereNoRegistryIs_isRefused(String location) {
    registry.on(UPLOADS, TestRegistry.answering(202, new byte[0], "Location", location));
    assertThatThrownBy(this::push).isInstanceOf(RegistryException.class);
    assertThat(received.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"201, Mounted", "202, Finished"})
  void otherRepository_isAskedFirst(int status, String event) throws Exception {
    registry.on(
        UPLOADS,
        exchange -> {
          boolean mount = exchange.getRequestURI().getQuery() != null;
          exchange.getResponseHeaders().add("Location", "/upload");
          TestRegistry.answer(exchange, mount ? status : 202, new byte[0]);
        });
    Reference source = Reference.parse(registry.host() + "/other");
    registry.on("/upload", this::takeOrDelete);
    quick
        .client()
        .push(
            registry.reference(),
            sample.manifest(),
            quick.store(),
            List.of(source),
            quick.events()::add);

    assertThat(registry.seen(UPLOADS).get(0).path())
        .isEqualTo(UPLOADS + "?mount=" + layer() + "&from=other");
    assertThat(quick.events()).extracting(e -> e.getClass().getSimpleName()).contains(event);
  }

  private void takeOrDelete(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("DELETE")) {
      TestRegistry.answer(exchange, 204, new byte[0]);
    } else {
      take(exchange);
    }
  }

  @Test
  void manifestThatIsStoredUnderAnotherDigest_isToldOf() {
    registry.onManifest(
        "latest",
        TestRegistry.answering(
            201, new byte[0], "Docker-Content-Digest", "sha256:" + "0".repeat(64)));
    assertThatThrownBy(this::push)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("it stored sha256:000");
  }
}
