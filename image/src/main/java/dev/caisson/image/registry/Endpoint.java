package dev.caisson.image.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** A server as credentials are bound to it: scheme, host and port, and nothing less. */
record Endpoint(String scheme, String host, int port) {

  static final String HTTPS = "https";
  static final String HTTP = "http";

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** Returns the server of an address; empty where it is none of HTTP's. */
  static Optional<Endpoint> of(URI uri) {
    if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.empty();
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals(HTTPS) && !scheme.equals(HTTP)) {
      return Optional.empty();
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(scheme);
    return Optional.of(new Endpoint(scheme, uri.getHost().toLowerCase(Locale.ROOT), port));
  }

  /** Returns the server of a registry that is named {@code HOST} or {@code HOST:PORT}. */
  static Endpoint of(String scheme, String registry) {
    return of(URI.create(scheme + "://" + registry)).orElseThrow();
  }

  private static int defaultPort(String scheme) {
    return scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT;
  }

  boolean isPlain() {
    return scheme.equals(HTTP);
  }

  /** Returns whether an address is on this server. */
  boolean serves(URI uri) {
    return of(uri).filter(this::equals).isPresent();
  }

  /** Returns the host as a reference names it: without the port where that is the usual one. */
  String name() {
    return port == defaultPort(scheme) ? host : host + ":" + port;
  }

  URI resolve(String path) {
    return URI.create(this + path);
  }

  @Override
  public String toString() {
    return scheme + "://" + name();
  }
}
