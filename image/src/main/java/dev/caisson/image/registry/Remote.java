package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** One repository at one registry: its manifests and blobs. */
final class Remote {

  private static final String DIGEST_HEADER = "Docker-Content-Digest";
  private static final String READ = "read manifest of";
  private static final String LOOK = "look for blob in";
  private static final String DELETE = "delete from";

  private final Session session;
  private final String repository;

  Remote(Session session, String repository) {
    this.session = session;
    this.repository = repository;
  }

  Session session() {
    return session;
  }

  String repository() {
    return repository;
  }

  String name() {
    return session.name() + "/" + repository;
  }

  /** Returns what errors call a manifest. */
  private String name(String wanted) {
    return name() + (wanted.indexOf(':') < 0 ? ":" : "@") + wanted;
  }

  URI uri(String path) {
    return session.endpoint().resolve("/v2/" + repository + "/" + path);
  }

  /** What HEAD tells of a manifest. */
  record Head(Digest digest, long size) {}

  /**
   * Asks which manifest a tag stands for, which registries with quotas do not count. Empty where
   * the registry does not tell.
   */
  Optional<Head> head(String wanted) throws CaissonException, InterruptedException {
    Call call = Call.head(uri("manifests/" + wanted)).with("Accept", ManifestTypes.accepted());
    return session.send(READ, call, Scope.pull(repository), reply -> head(wanted, reply));
  }

  private Optional<Head> head(String wanted, Reply reply) throws CaissonException {
    if (reply.status() == Reply.NOT_FOUND || reply.status() == Reply.UNAUTHORIZED) {
      throw session.refusal(READ, name(wanted), reply);
    }
    Optional<Digest> digest = digest(reply);
    if (reply.status() != Reply.OK || digest.isEmpty() || reply.length().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Head(digest.get(), reply.length().getAsLong()));
  }

  static Optional<Digest> digest(Reply reply) {
    try {
      return reply.header(DIGEST_HEADER).map(Digest::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Fetches a manifest or index by tag or digest, and verifies it. */
  Manifest manifest(String wanted) throws CaissonException, InterruptedException {
    Call call = Call.get(uri("manifests/" + wanted)).with("Accept", ManifestTypes.accepted());
    return session.send(READ, call, Scope.pull(repository), reply -> manifest(wanted, reply));
  }

  private Manifest manifest(String wanted, Reply reply) throws IOException {
    String name = name(wanted);
    if (reply.status() != Reply.OK) {
      throw session.refusal(READ, name, reply);
    }
    byte[] bytes = document(name, reply);
    Digest actual = Digest.ofBytes(bytes);
    if (wanted.indexOf(':') >= 0 && !actual.equals(Digest.parse(wanted))) {
      throw InvalidImage.reading(name, "its digest is " + actual);
    }
    Optional<String> told = reply.header(DIGEST_HEADER).filter(text -> text.startsWith("sha256:"));
    if (told.isPresent() && !told.get().equals(actual.toString())) {
      throw InvalidImage.reading(
          name, "its digest is " + actual + ", the registry says " + Printable.of(told.get()));
    }
    return Manifest.of(name, reply.mediaType(), bytes);
  }

  private static byte[] document(String name, Reply reply) throws IOException {
    try (InputStream content = ContentCoding.decoded(reply)) {
      byte[] bytes = content.readNBytes(JsonObject.MAX_BYTES + 1);
      if (bytes.length > JsonObject.MAX_BYTES) {
        throw InvalidImage.reading(name, "larger than a manifest may be, which is 4 MiB");
      }
      return bytes;
    }
  }

  /** Asks whether a blob is there. */
  boolean hasBlob(Digest digest, Scope scope) throws CaissonException, InterruptedException {
    return session.send(LOOK, Call.head(uri("blobs/" + digest)), scope, this::isThere);
  }

  private boolean isThere(Reply reply) throws CaissonException {
    return switch (reply.status()) {
      case Reply.OK -> true;
      case Reply.NOT_FOUND -> false;
      default -> throw session.refusal(LOOK, name(), reply);
    };
  }

  /** Deletes a manifest by its digest, or a tag by its name. */
  void delete(String wanted) throws CaissonException, InterruptedException {
    Call call = Call.of("DELETE", uri("manifests/" + wanted));
    session.send(
        DELETE,
        call,
        Scope.delete(repository),
        reply -> {
          if (reply.status() != Reply.ACCEPTED) {
            throw session.refusal(DELETE, name(), reply);
          }
          return reply.status();
        });
  }
}
