package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Fetches tokens from the server that a registry's challenge names.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Docker registry v2
 *     authentication via central service</a>
 */
final class TokenServer {

  private static final String STEP = "log in to";
  private static final int MOST_BYTES = 64 << 10;
  private static final long SHORTEST_SECONDS = 60;
  private static final long LONGEST_SECONDS = 24 * 60 * 60;
  private static final long MARGIN_SECONDS = 5;

  private final Session session;
  private final URI realm;
  private final Endpoint server;
  private final Optional<String> service;

  /**
   * Makes the server of a challenge.
   *
   * @throws CaissonException if the registry may not send us to it
   */
  TokenServer(Session session, Challenge challenge) throws CaissonException {
    this.session = session;
    this.realm = realm(challenge, session);
    this.server = session.detour().check("token realm", realm, session.endpoint());
    this.service = challenge.parameter("service");
  }

  private static URI realm(Challenge challenge, Session session) throws CaissonException {
    String text = challenge.parameter("realm").orElse("");
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      CaissonException invalid =
          Refusal.invalid(STEP, session.name(), "realm of tokens: " + Printable.of(text));
      invalid.initCause(e);
      throw invalid;
    }
  }

  Token fetch(Scope scope, Optional<Credentials> credentials)
      throws CaissonException, InterruptedException {
    if (credentials.isPresent()
        && credentials.get() instanceof Credentials.IdentityToken identity) {
      return exchange(scope, identity);
    }
    Optional<Credentials.Password> password =
        credentials
            .filter(Credentials.Password.class::isInstance)
            .map(Credentials.Password.class::cast);
    return get(scope, password);
  }

  private Token get(Scope scope, Optional<Credentials.Password> password)
      throws CaissonException, InterruptedException {
    List<String> query = new ArrayList<>();
    service.ifPresent(name -> query.add(pair("service", name)));
    scope.sorted().forEach(part -> query.add(pair("scope", part)));
    password.ifPresent(p -> query.add(pair("account", p.user())));
    String separator = realm.getRawQuery() == null ? "?" : "&";
    URI uri = query.isEmpty() ? realm : URI.create(realm + separator + String.join("&", query));
    Call call = Call.get(uri);
    return session.send(STEP, call, password.map(Credentials.Password::basic), server, this::read);
  }

  /**
   * OAuth 2; where the server has no such thing, the token is shown as the password it replaces.
   */
  private Token exchange(Scope scope, Credentials.IdentityToken identity)
      throws CaissonException, InterruptedException {
    List<String> form = new ArrayList<>();
    form.add(pair("grant_type", "refresh_token"));
    form.add(pair("client_id", "caisson"));
    form.add(pair("refresh_token", identity.token()));
    service.ifPresent(name -> form.add(pair("service", name)));
    form.add(pair("scope", String.join(" ", scope.sorted())));
    Call call =
        Call.of("POST", realm)
            .with("Content-Type", "application/x-www-form-urlencoded")
            .with(Call.Body.of(String.join("&", form).getBytes(StandardCharsets.UTF_8)));
    Optional<Token> token =
        session.send(
            STEP,
            call,
            Optional.empty(),
            server,
            reply -> hasOauth(reply) ? Optional.of(read(reply)) : Optional.empty());
    return token.isPresent()
        ? token.get()
        : get(scope, Optional.of(new Credentials.Password("<token>", identity.token())));
  }

  private static boolean hasOauth(Reply reply) {
    return reply.status() != Reply.NOT_FOUND && reply.status() != Reply.METHOD_NOT_ALLOWED;
  }

  private static String pair(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private Token read(Reply reply) throws IOException {
    if (reply.status() != Reply.OK) {
      throw session.refusal(STEP, session.name(), reply);
    }
    byte[] bytes =
        reply.bytes(MOST_BYTES).orElseThrow(() -> invalid("its token is larger than 64 KiB"));
    try {
      JsonObject json = JsonObject.parse("token", bytes);
      String text = json.text("token").orElse("");
      if (text.isEmpty()) {
        text = json.text("access_token").orElse("");
      }
      if (!Token.isSendable(text)) {
        throw invalid("its token is missing, or of characters that no header may have");
      }
      return new Token(text, end(json));
    } catch (InvalidImageException e) {
      // The parser's own message may quote the token.
      throw invalid("its answer is not the JSON of a token");
    }
  }

  private static long end(JsonObject json) throws InvalidImageException {
    long seconds = json.has("expires_in") ? json.requiredSize("expires_in") : 0;
    long bounded = Math.min(Math.max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS);
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(bounded - MARGIN_SECONDS);
  }

  private CaissonException invalid(String cause) {
    return Refusal.invalid(STEP, session.name(), cause);
  }
}
