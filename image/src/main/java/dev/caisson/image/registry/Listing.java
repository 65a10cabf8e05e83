package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry lists in pages: tags, and the manifests that refer to one. The next page is on
 * the same server, was not read before, and is one of a thousand at most.
 */
final class Listing {

  private static final String TAGS = "list tags of";
  private static final String REFERRERS = "list referrers of";
  private static final int MOST_PAGES = 1000;
  private static final int MOST_ENTRIES = 1_000_000;
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]{1,4096})>\\s*;(?:[^,]*;)?\\s*rel=\"?next\"?\\s*(?:[;,].*)?");

  private final Remote remote;

  Listing(Remote remote) {
    this.remote = remote;
  }

  /** Takes the entries of a page. */
  @FunctionalInterface
  private interface Page {
    void read(Reply reply, byte[] bytes) throws IOException;
  }

  List<String> tags() throws CaissonException, InterruptedException {
    List<String> tags = new ArrayList<>();
    pages(
        TAGS,
        remote.uri("tags/list?n=1000"),
        (reply, bytes) -> {
          for (String tag : JsonObject.parse(name(), bytes).texts("tags")) {
            if (!Reference.isTag(tag)) {
              throw InvalidImage.reading(name(), "not a tag: " + Printable.of(tag));
            }
            add(tags, tag);
          }
        });
    return List.copyOf(tags);
  }

  private String name() {
    return remote.name();
  }

  private <T> void add(List<T> entries, T entry) throws CaissonException {
    if (entries.size() == MOST_ENTRIES) {
      throw Refusal.invalid("list entries of", name(), "more than " + MOST_ENTRIES);
    }
    entries.add(entry);
  }

  /** Asks the referrers' API, and where the registry has none, the tag that stands for it. */
  List<Referrer> referrers(Digest subject) throws CaissonException, InterruptedException {
    List<Referrer> referrers = new ArrayList<>();
    boolean supported =
        pages(
            REFERRERS,
            remote.uri("referrers/" + subject),
            (reply, bytes) -> readIndex(bytes, referrers));
    return supported ? List.copyOf(referrers) : tagged(subject);
  }

  /** Asks the tag that stands for the referrers' API. */
  List<Referrer> tagged(Digest subject) throws CaissonException, InterruptedException {
    List<Referrer> referrers = new ArrayList<>();
    pages(
        REFERRERS,
        remote.uri("manifests/" + ReferrersTag.of(subject)),
        (reply, bytes) -> readIndex(bytes, referrers));
    return List.copyOf(referrers);
  }

  private void readIndex(byte[] bytes, List<Referrer> referrers) throws CaissonException {
    for (JsonObject entry : JsonObject.parse(name(), bytes).objects("manifests")) {
      Descriptor descriptor = Descriptor.of(entry);
      add(
          referrers,
          new Referrer(
              descriptor.digest(),
              descriptor.size(),
              descriptor.mediaType().orElse(""),
              entry.text("artifactType"),
              descriptor.annotations()));
    }
  }

  /** Reads all pages. Returns false, and reads none, where the first is not found. */
  private boolean pages(String step, URI first, Page page)
      throws CaissonException, InterruptedException {
    Set<URI> read = new HashSet<>();
    Optional<URI> next = Optional.of(first);
    while (next.isPresent()) {
      if (!read.add(next.get()) || read.size() > MOST_PAGES) {
        throw Refusal.invalid(step, name(), "pages without an end");
      }
      Call call = Call.get(next.get()).with("Accept", ManifestTypes.OCI_INDEX, "application/json");
      Optional<Optional<URI>> answer =
          remote
              .session()
              .send(step, call, Scope.pull(remote.repository()), reply -> read(step, reply, page));
      if (answer.isEmpty()) {
        if (read.size() == 1) {
          return false;
        }
        throw Refusal.invalid(step, name(), "a page is missing");
      }
      next = answer.get();
    }
    return true;
  }

  private Optional<Optional<URI>> read(String step, Reply reply, Page page) throws IOException {
    boolean lists = step.equals(TAGS);
    if (reply.status() == Reply.NOT_FOUND && !lists) {
      return Optional.empty();
    }
    if (reply.status() != Reply.OK) {
      throw remote.session().refusal(step, name(), reply);
    }
    byte[] bytes =
        reply
            .bytes(JsonObject.MAX_BYTES)
            .orElseThrow(() -> Refusal.invalid(step, name(), "a page of more than 4 MiB"));
    page.read(reply, bytes);
    return Optional.of(next(step, reply));
  }

  private Optional<URI> next(String step, Reply reply) throws CaissonException {
    Optional<Matcher> link = reply.header("Link").map(NEXT::matcher).filter(Matcher::matches);
    if (link.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI next = reply.uri().resolve(link.get().group(1));
      if (remote.session().endpoint().serves(next)) {
        return Optional.of(next);
      }
    } catch (IllegalArgumentException e) {
      throw refused(step, link.get().group(1), e);
    }
    throw Refusal.invalid(
        step, name(), "the next page is on another server: " + Printable.of(link.get().group(1)));
  }

  private CaissonException refused(String step, String link, IllegalArgumentException cause) {
    CaissonException refused = Refusal.invalid(step, name(), "Link " + Printable.of(link));
    refused.initCause(cause);
    return refused;
  }
}
