package dev.caisson.image.registry;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Undoes what a server, or a cache before it, did to content on its way. Digests are of the content
 * as it was before.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4">RFC 9110, 8.4</a>
 */
final class ContentCoding {

  private static final String HEADER = "Content-Encoding";

  private ContentCoding() {}

  static boolean isPlain(Reply reply) {
    return codings(reply).isEmpty();
  }

  private static List<String> codings(Reply reply) {
    return reply.headers().allValues(HEADER).stream()
        .flatMap(value -> List.of(value.split(",", 8)).stream())
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
        .toList();
  }

  static InputStream decoded(Reply reply) throws IOException {
    List<String> codings = codings(reply);
    if (codings.isEmpty()) {
      return reply.content();
    }
    return switch (String.join(",", codings)) {
      case "gzip", "x-gzip" -> new GZIPInputStream(reply.content());
      case "zstd" -> new ZstdInputStream(reply.content());
      default ->
          throw Refusal.invalid(
              "read",
              Printable.of(reply.uri()),
              HEADER + " " + Printable.of(String.join(",", codings)));
    };
  }
}
