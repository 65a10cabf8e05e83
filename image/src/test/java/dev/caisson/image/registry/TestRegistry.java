package dev.caisson.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry of our own on loopback, which serves one image and misbehaves where it is told to. */
final class TestRegistry implements AutoCloseable {

  static final String REPOSITORY = "test/image";

  /** A request as it arrived. */
  record Seen(String method, String path, Map<String, List<String>> headers) {
    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst();
    }
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private volatile Optional<Digest> latest = Optional.empty();

  private TestRegistry(HttpServer server) {
    this.server = server;
  }

  static TestRegistry start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TestRegistry registry = new TestRegistry(server);
    server.setExecutor(registry.executor);
    server.createContext("/", registry::handle);
    server.start();
    return registry;
  }

  static TestRegistry serving(Sample sample) throws IOException {
    TestRegistry registry = start();
    registry.serve(sample);
    return registry;
  }

  void serve(Sample sample) {
    blobs.putAll(sample.blobs());
    latest = Optional.of(sample.manifest());
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String url(String path) {
    return "http://" + host() + path;
  }

  Reference reference() {
    return Reference.parse(host() + "/" + REPOSITORY);
  }

  Reference reference(Digest digest) {
    return reference().withDigest(digest);
  }

  /** Answers a path in another way. */
  TestRegistry on(String path, HttpHandler handler) {
    handlers.put(path, handler);
    return this;
  }

  TestRegistry onBlob(Digest digest, HttpHandler handler) {
    return on("/v2/" + REPOSITORY + "/blobs/" + digest, handler);
  }

  TestRegistry onManifest(String wanted, HttpHandler handler) {
    return on("/v2/" + REPOSITORY + "/manifests/" + wanted, handler);
  }

  List<Seen> seen() {
    return seen;
  }

  List<Seen> seen(String path) {
    return seen.stream().filter(s -> s.path().startsWith(path)).toList();
  }

  List<Seen> seenOfBlob(Digest digest) {
    return seen("/v2/" + REPOSITORY + "/blobs/" + digest);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders())));
      handlers.getOrDefault(path, this::usual).handle(exchange);
    }
  }

  void usual(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    Optional<byte[]> bytes =
        last.equals("latest")
            ? latest.map(blobs::get)
            : last.startsWith("sha256:")
                ? Optional.ofNullable(blobs.get(Digest.parse(last)))
                : Optional.empty();
    if (bytes.isEmpty()) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    if (path.contains("/manifests/")) {
      String type =
          new String(bytes.get(), UTF_8).contains("\"manifests\"")
              ? ManifestTypes.OCI_INDEX
              : ManifestTypes.OCI_MANIFEST;
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange
          .getResponseHeaders()
          .set("Docker-Content-Digest", Digest.ofBytes(bytes.get()).toString());
    }
    answer(exchange, 200, bytes.get());
  }

  static void answer(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(bytes);
      }
    }
  }

  static HttpHandler answering(int status, byte[] bytes, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      answer(exchange, status, bytes);
    };
  }

  static HttpHandler redirecting(int status, String location) {
    return answering(status, new byte[0], "Location", location);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
