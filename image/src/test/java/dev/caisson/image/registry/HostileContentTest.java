package dev.caisson.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpExchange;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.RegistryException;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry sends is not what it should be. */
final class HostileContentTest {

  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private Quick quick;
  private Sample sample;

  @BeforeEach
  void start() throws IOException {
    sample = Sample.of(1, 50_000);
    registry = TestRegistry.serving(sample);
    quick = Quick.client(folder, registry);
  }

  private Digest layer() {
    return sample.layers().get(0);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> quick.pull(registry.reference()))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(message);
    assertThat(quick.store().has(layer())).isFalse();
  }

  /** Serves another manifest as latest. */
  private void serve(String manifest) {
    registry.serve(sample.withManifest(manifest.getBytes(UTF_8)));
  }

  @Test
  void manifestLargerThanItMayBe_isNotReadToItsEnd() {
    registry.onManifest("latest", HostileContentTest::sendForever);
    refused("larger than a manifest may be");
  }

  @Test
  void blobWithoutEnd_isNotReadToItsEnd() {
    registry.onBlob(layer(), HostileContentTest::sendForever);
    refused("it has more than its");
  }

  @Test
  void errorWithoutEnd_isNotReadToItsEnd() {
    registry.onManifest(
        "latest",
        exchange -> {
          exchange.sendResponseHeaders(403, 0);
          sendAll(exchange);
        });
    assertThatThrownBy(() -> quick.pull(registry.reference()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("403");
  }

  private static void sendForever(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", ManifestTypes.OCI_MANIFEST);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(404 + 1, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    sendAll(exchange);
  }

  /** Sends until the other side has enough: a gigabyte would take it, were it wanted. */
  private static void sendAll(HttpExchange exchange) {
    byte[] bytes = new byte[MEGABYTE];
    Arrays.fill(bytes, (byte) ' ');
    try (OutputStream body = exchange.getResponseBody()) {
      for (int i = 0; i < 1024; i++) {
        body.write(bytes);
      }
    } catch (IOException e) {
      return;
    }
    throw new AssertionError("somebody took a gigabyte");
  }

  @Test
  void digestHeaderUnlikeTheBody_isRefused() {
    registry.onManifest(
        "latest",
        TestRegistry.answering(
            200,
            sample.bytes(sample.manifest()),
            "Content-Type",
            ManifestTypes.OCI_MANIFEST,
            "Docker-Content-Digest",
            "sha256:" + "0".repeat(64)));
    refused("the registry says sha256:0000");
  }

  @Test
  void manifestOfAnotherDigest_isRefused() throws Exception {
    Sample other = Sample.of(2, 10);
    registry.onManifest(
        sample.manifest().toString(),
        TestRegistry.answering(
            200, other.bytes(other.manifest()), "Content-Type", ManifestTypes.OCI_MANIFEST));
    assertThatThrownBy(() -> quick.pull(registry.reference(sample.manifest())))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("its digest is " + other.manifest());
  }

  @Test
  void contentTypeUnlikeTheMediaType_isRefused() {
    registry.onManifest(
        "latest",
        TestRegistry.answering(
            200, sample.bytes(sample.manifest()), "Content-Type", ManifestTypes.DOCKER_MANIFEST));
    refused("does not match");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifests", "fsLayers"})
  void manifestThatIsSomethingElseToo_isRefused(String field) {
    serve(sample.manifestText().replaceFirst("\\{", "{\"" + field + "\":[],"));
    refused("manifest");
  }

  @Test
  void indexThatIsSentAsAManifest_isRefused() {
    serve("{\"schemaVersion\":2,\"manifests\":[]}");
    registry.onManifest(
        "latest",
        TestRegistry.answering(
            200,
            "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(UTF_8),
            "Content-Type",
            ManifestTypes.OCI_MANIFEST));
    refused("is not that of what is in it");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void layerOfAnotherSize_isRefused(long difference) {
    int size = sample.layer(0).length;
    serve(sample.manifestText().replace(":" + size + "}", ":" + (size + difference) + "}"));
    refused("it has " + size + " bytes, not " + (size + difference));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"7\"", "99999999999999999999"})
  void sizeThatIsNone_isRefused(String size) {
    serve(sample.manifestText().replace(":" + sample.layer(0).length + "}", ":" + size + "}"));
    refused("not a size");
  }

  @Test
  void layersLargerThanTheLimit_areRefused() {
    long huge = 65L << 30;
    serve(sample.manifestText().replace(":" + sample.layer(0).length + "}", ":" + huge + "}"));
    refused("its layers have more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:../../../../etc/passwd",
        "sha256:0123",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha512:00",
        "../../x"
      })
  void digestThatIsNone_isRefusedBeforeItIsUsed(String digest) {
    serve(sample.manifestText().replace(layer().toString(), digest));
    refused("no SHA-256 digest");
    assertThat(registry.seen("/v2/" + TestRegistry.REPOSITORY + "/blobs/")).isEmpty();
  }

  @Test
  void upperCaseDigest_isRefused() {
    serve(sample.manifestText().replace(layer().hex(), "A" + layer().hex().substring(1)));
    refused("no SHA-256 digest");
  }

  @Test
  void diffIdsThatAreFewer_areRefused() throws Exception {
    byte[] config = Sample.config(List.of());
    Digest digest = Digest.ofBytes(config);
    serve(
        sample
            .manifestText()
            .replace(sample.config().hex(), digest.hex())
            .replace(":" + sample.bytes(sample.config()).length + "}", ":" + config.length + "}"));
    registry.onBlob(digest, TestRegistry.answering(200, config));
    refused("1 layers, 0 diff_ids");
  }

  @Test
  void sameLayerTwice_isFetchedOnce() throws Exception {
    String layer = Sample.descriptor(Sample.LAYER, layer(), sample.layer(0).length);
    byte[] config = Sample.config(List.of(layer(), layer()));
    Digest digest = Digest.ofBytes(config);
    serve(
        new String(
            Sample.manifest(
                Sample.descriptor("application/json", digest, config.length),
                List.of(layer, layer)),
            UTF_8));
    registry.onBlob(digest, TestRegistry.answering(200, config));
    quick.pull(registry.reference());

    assertThat(registry.seenOfBlob(layer())).hasSize(1);
    assertThat(quick.store().bytes(layer())).isEqualTo(sample.layer(0));
  }

  @Test
  void blobOfOtherBytes_isRefusedAndForgotten() throws Exception {
    byte[] bytes = sample.layer(0).clone();
    bytes[bytes.length / 2] ^= 1;
    registry.onBlob(layer(), TestRegistry.answering(200, bytes));
    refused("its digest is " + Digest.ofBytes(bytes));
    assertThat(quick.store().part(layer())).doesNotExist();
  }

  @Test
  void rightBytesAndMoreAfterThem_areRefused() {
    byte[] longer = Arrays.copyOf(sample.layer(0), sample.layer(0).length + 1);
    registry.onBlob(
        layer(),
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(longer);
          exchange.getResponseBody().close();
        });
    refused("it has more than its");
  }

  @Test
  void gzipContentEncoding_isUndoneBeforeTheDigest() throws Exception {
    registry.onBlob(
        layer(),
        TestRegistry.answering(200, Sample.gzip(sample.layer(0)), "Content-Encoding", "gzip"));
    quick.pull(registry.reference());

    assertThat(quick.store().bytes(layer())).isEqualTo(sample.layer(0));
  }

  @Test
  void zstdContentEncoding_isUndoneBeforeTheDigest() throws Exception {
    registry.onBlob(
        layer(),
        TestRegistry.answering(200, Zstd.compress(sample.layer(0)), "Content-Encoding", "zstd"));
    quick.pull(registry.reference());

    assertThat(quick.store().bytes(layer())).isEqualTo(sample.layer(0));
  }

  @Test
  void gzipContentEncodingThatGrowsWithoutEnd_isCut() throws Exception {
    byte[] bomb = Sample.gzip(new byte[8 * MEGABYTE]);
    registry.onBlob(layer(), TestRegistry.answering(200, bomb, "Content-Encoding", "gzip"));
    refused("it has more than its");
  }

  @Test
  void otherContentEncoding_isRefused() {
    registry.onBlob(
        layer(), TestRegistry.answering(200, sample.layer(0), "Content-Encoding", "br"));
    assertThatThrownBy(() -> quick.pull(registry.reference()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("Content-Encoding br");
  }

  @Test
  void foreignUrlOfALayer_isNeverAsked() throws Exception {
    try (TestRegistry foreign = TestRegistry.start()) {
      foreign.on(
          "/layer",
          TestRegistry.answering(
              401,
              new byte[0],
              "WWW-Authenticate",
              "Bearer realm=\"" + foreign.url("/token") + "\""));
      String before = "\"digest\":\"" + layer() + "\"";
      serve(
          sample
              .manifestText()
              .replace(before, before + ",\"urls\":[\"" + foreign.url("/layer") + "\"]"));
      registry.onBlob(layer(), TestRegistry.answering(404, new byte[0]));
      assertThatThrownBy(() -> quick.pull(registry.reference()))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("404");

      assertThat(foreign.seen()).isEmpty();
    }
  }
}
