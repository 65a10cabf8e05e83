package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.Set;

/** Carries calls to one registry and wherever it redirects them, where credentials don't follow. */
final class Courier {

  private static final int MOST_REDIRECTS = 8;
  private static final int MOST_LOCATION = 16 << 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Transport transport;
  private final Detour detour;
  private final Patience patience;
  private final Endpoint registry;

  Courier(Transport transport, Detour detour, Patience patience, Endpoint registry) {
    this.transport = transport;
    this.detour = detour;
    this.patience = patience;
    this.registry = registry;
  }

  /**
   * Carries a call once.
   *
   * @param authorization shown to the call's own server, if that is {@code bound}, and to no other
   */
  Reply carry(Call call, Optional<String> authorization, Endpoint bound)
      throws IOException, InterruptedException {
    Call current = call;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      boolean own = bound.serves(current.uri());
      Reply reply = send(current, authorization.filter(text -> own));
      if (!call.isReading() || !REDIRECTS.contains(reply.status())) {
        return reply;
      }
      try (reply) {
        URI target = location(reply).orElseThrow(() -> refused("a redirect that leads nowhere"));
        detour.check("redirect", target, registry);
        reply.drain();
        current = current.to(target);
      }
    }
    throw refused("more than " + MOST_REDIRECTS + " redirects");
  }

  private CaissonException refused(String cause) {
    return Refusal.invalid("ask", registry.name(), cause);
  }

  /** Returns where an answer sends us, against its own address. */
  static Optional<URI> location(Reply reply) {
    Optional<String> header = reply.header("Location");
    if (header.isEmpty() || header.get().isBlank() || header.get().length() > MOST_LOCATION) {
      return Optional.empty();
    }
    try {
      URI target = reply.uri().resolve(new URI(header.get().strip()));
      return Endpoint.of(target).map(server -> target);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Reply send(Call call, Optional<String> authorization)
      throws IOException, InterruptedException {
    Trickle sent = new Trickle(patience);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri()).header("User-Agent", "caisson");
    call.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    authorization.ifPresent(text -> request.header("Authorization", text));
    Optional<SentBody> body = call.body().map(content -> new SentBody(content, sent));
    request.method(
        call.method(), body.map(SentBody::publisher).orElseGet(HttpRequest.BodyPublishers::noBody));
    try {
      return transport.send(request.build(), sent);
    } catch (IOException e) {
      Optional<IOException> own = body.flatMap(SentBody::failure);
      if (own.isPresent()) {
        throw new UnreadableBody(own.get());
      }
      throw e;
    }
  }

  /** What was to be sent could not be read: no fault of the registry's, so not tried again. */
  static final class UnreadableBody extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableBody(IOException cause) {
      super(cause);
    }
  }
}
