package dev.caisson.image.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a registry, without what authorizes it.
 *
 * @param headers each with all its values
 */
record Call(String method, URI uri, Map<String, List<String>> headers, Optional<Body> body) {

  /** What is sent: opened anew for each attempt. */
  record Body(long length, Source source) {

    static Body of(byte[] bytes) {
      return new Body(bytes.length, () -> new ByteArrayInputStream(bytes));
    }
  }

  /** Opens the content that is sent, at its start. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  static Call get(URI uri) {
    return new Call("GET", uri, Map.of(), Optional.empty());
  }

  static Call head(URI uri) {
    return new Call("HEAD", uri, Map.of(), Optional.empty());
  }

  static Call of(String method, URI uri) {
    return new Call(method, uri, Map.of(), Optional.empty());
  }

  Call with(String name, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(headers);
    more.put(name, List.of(values));
    return new Call(method, uri, more, body);
  }

  Call with(Body content) {
    return new Call(method, uri, headers, Optional.of(content));
  }

  Call to(URI other) {
    return new Call(method, other, headers, body);
  }

  /** Whether it changes nothing, so that it may follow redirects. */
  boolean isReading() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
