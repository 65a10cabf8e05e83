package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.RegistryException;
import dev.caisson.error.RegistryException.Reason;
import dev.caisson.image.oci.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/** The conversation with one registry: authorization, redirects, and further attempts. */
final class Session {

  private static final String CHECK = "log in to";
  private static final int MOST_ERROR_BYTES = 64 << 10;
  private static final int MOST_CHALLENGES = 2;

  private final Endpoint endpoint;
  private final String account;
  private final Courier courier;
  private final Detour detour;
  private final Patience patience;
  private final Authorizer authorizer;

  /**
   * Makes a conversation.
   *
   * @param account what the registry's credentials are kept under
   */
  Session(
      Endpoint endpoint,
      String account,
      Transport transport,
      Detour detour,
      Patience patience,
      CredentialSource credentials) {
    this.endpoint = endpoint;
    this.account = account;
    this.detour = detour;
    this.patience = patience;
    this.courier = new Courier(transport, detour, patience, endpoint);
    this.authorizer = new Authorizer(this, credentials);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String account() {
    return account;
  }

  String name() {
    return endpoint.name();
  }

  Detour detour() {
    return detour;
  }

  Patience patience() {
    return patience;
  }

  /** Asks once, with what the registry wants to be shown; at most twice where it wants another. */
  Reply ask(Call call, Scope scope) throws IOException, InterruptedException {
    for (int challenges = 0; ; challenges++) {
      Optional<String> shown = authorizer.header(scope);
      Reply reply = courier.carry(call, shown, endpoint);
      boolean ours = endpoint.serves(reply.uri());
      if (reply.status() != Reply.UNAUTHORIZED || !ours || challenges == MOST_CHALLENGES) {
        return reply;
      }
      if (!authorizer.learn(Challenge.of(reply), scope, shown)) {
        return reply;
      }
      reply.drain();
      reply.close();
    }
  }

  /** Asks for nothing, to see whether the registry accepts what it is shown. */
  void check() throws CaissonException, InterruptedException {
    send(
        CHECK,
        Call.get(endpoint.resolve("/v2/")),
        Scope.NONE,
        reply -> {
          if (reply.status() != Reply.OK) {
            throw refusal(CHECK, name(), reply);
          }
          return reply.status();
        });
  }

  /** Reads an answer. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Reply reply) throws IOException, InterruptedException;
  }

  /** Asks, and asks again where the answer may be another one later, or broke off. */
  <T> T send(String step, Call call, Scope scope, Reading<T> reading)
      throws CaissonException, InterruptedException {
    return persist(step, () -> ask(call, scope), reading);
  }

  /** Carries a call with an authorization of its own. */
  <T> T send(
      String step, Call call, Optional<String> authorization, Endpoint server, Reading<T> reading)
      throws CaissonException, InterruptedException {
    return persist(step, () -> courier.carry(call, authorization, server), reading);
  }

  /** One attempt. */
  @FunctionalInterface
  private interface Asking {
    Reply ask() throws IOException, InterruptedException;
  }

  private <T> T persist(String step, Asking asking, Reading<T> reading)
      throws CaissonException, InterruptedException {
    Attempts attempts = new Attempts(patience, Attempts.Listener.NONE);
    while (true) {
      try (Reply reply = asking.ask()) {
        if (!attempts.again(reply)) {
          return reading.read(reply);
        }
      } catch (IOException e) {
        requireUninterrupted(e);
        if (!attempts.again(e)) {
          throw failure(step, e);
        }
      }
    }
  }

  /** An interrupt during a read arrives as an error of input. */
  static void requireUninterrupted(IOException error) throws InterruptedException {
    if (error instanceof InterruptedIOException && Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("while a registry was read");
      interrupted.initCause(error);
      throw interrupted;
    }
  }

  /** Makes the error of a request that had no answer, or whose answer broke off. */
  CaissonException failure(String step, IOException cause) {
    return cause instanceof CaissonException own
        ? own
        : Refusal.unavailable(step, endpoint.name(), cause);
  }

  /** Makes the error of an answer that refuses. */
  RegistryException refusal(String step, String object, Reply reply) {
    Refused refused = Refused.of(reply.status());
    String said = said(reply);
    return new RegistryException(
        refused.reason(),
        step,
        object,
        "HTTP status " + reply.status() + (said.isEmpty() ? "" : " " + said),
        remedy(object, reply.status()));
  }

  private Optional<String> remedy(String object, int status) {
    Optional<String> check = check(object);
    return switch (status) {
      case Reply.UNAUTHORIZED, Reply.FORBIDDEN ->
          Optional.of(
              check.orElse("") + "log in to " + account + " with an account that may do this");
      case Reply.NOT_FOUND ->
          check.map(text -> text + "log in to " + account + " if the repository is private");
      case Reply.TOO_MANY_REQUESTS -> Optional.of("log in, or wait before the next attempt");
      default -> Optional.empty();
    };
  }

  /** Many registries say the same of what is not there and of what is not for everyone. */
  private static Optional<String> check(String object) {
    int slash = object.lastIndexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String last = object.substring(slash);
    if (last.indexOf('@') >= 0) {
      return Optional.of("check name and digest, and ");
    }
    return Optional.of(
        last.indexOf(':') >= 0 ? "check name and tag, and " : "check the name, and ");
  }

  /** The reason that a status tells. */
  private record Refused(Reason reason) {
    static Refused of(int status) {
      return new Refused(
          switch (status) {
            case Reply.UNAUTHORIZED -> Reason.UNAUTHORIZED;
            case Reply.NOT_FOUND -> Reason.NOT_FOUND;
            case Reply.METHOD_NOT_ALLOWED -> Reason.UNSUPPORTED;
            case Reply.TOO_MANY_REQUESTS -> Reason.RATE_LIMITED;
            default -> status >= 500 ? Reason.UNAVAILABLE : other(status);
          });
    }

    private static Reason other(int status) {
      return status >= Reply.BAD_REQUEST ? Reason.DENIED : Reason.INVALID_ANSWER;
    }
  }

  /** What the registry says about it: code and message of its first error. */
  private static String said(Reply reply) {
    try {
      Optional<byte[]> bytes = reply.bytes(MOST_ERROR_BYTES);
      if (bytes.isEmpty() || bytes.get().length == 0) {
        return "";
      }
      List<JsonObject> errors = JsonObject.parse("error", bytes.get()).objects("errors");
      if (errors.isEmpty()) {
        return "";
      }
      String code = errors.get(0).text("code").orElse("");
      return Printable.of((code + " " + errors.get(0).text("message").orElse("")).strip());
    } catch (InvalidImageException e) {
      return "";
    } catch (IOException e) {
      return "";
    }
  }
}
