package dev.caisson.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer, whose content has not been read yet.
 *
 * @param uri what was asked for in the end, after redirects
 */
record Reply(int status, HttpHeaders headers, URI uri, InputStream content)
    implements AutoCloseable {

  static final int OK = 200;
  static final int CREATED = 201;
  static final int ACCEPTED = 202;
  static final int NO_CONTENT = 204;
  static final int PARTIAL_CONTENT = 206;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int RANGE_NOT_SATISFIABLE = 416;
  static final int TOO_MANY_REQUESTS = 429;

  private static final int DRAINED = 64 << 10;

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** Returns the content's length as the head tells it. */
  OptionalLong length() {
    try {
      return headers.firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns the media type without its parameters, in lower case. */
  Optional<String> mediaType() {
    return header("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(type -> !type.isEmpty());
  }

  /** Reads the whole content. Empty where it is longer than {@code most}. */
  Optional<byte[]> bytes(int most) throws IOException {
    byte[] bytes = content.readNBytes(most + 1);
    return bytes.length > most ? Optional.empty() : Optional.of(bytes);
  }

  /** Reads what is left where it is little, so that the connection can be used again. */
  void drain() throws IOException {
    content.readNBytes(DRAINED);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
