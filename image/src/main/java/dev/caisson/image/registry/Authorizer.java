package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one registry is shown. It is asked anonymously first; from its challenge on, by the way that
 * it wants, with a token for each scope that is kept until it ends. Threads that need the same
 * token wait for one to fetch it.
 */
final class Authorizer {

  private static final int MOST_TOKENS = 1000;

  private final Session session;
  private final CredentialSource source;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Scope, Token> tokens = new HashMap<>();
  // What the registry asked for where it found our own scope too small.
  private final Map<Scope, Scope> widened = new HashMap<>();
  private Optional<Challenge> challenge = Optional.empty();
  private Optional<Optional<Credentials>> credentials = Optional.empty();

  Authorizer(Session session, CredentialSource source) {
    this.session = session;
    this.source = source;
  }

  /** Returns the value of Authorization for a scope; empty where nothing is to be shown yet. */
  Optional<String> header(Scope scope) throws CaissonException, InterruptedException {
    lock.lockInterruptibly();
    try {
      if (challenge.isEmpty()) {
        return Optional.empty();
      }
      if (credentials().orElse(null) instanceof Credentials.RegistryToken token) {
        return Optional.of("Bearer " + token.token());
      }
      if (challenge.get().scheme().equals(Challenge.BASIC)) {
        return basic();
      }
      return Optional.of(token(widened.getOrDefault(scope, scope)).header());
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> basic() throws CaissonException, InterruptedException {
    return credentials()
        .filter(Credentials.Password.class::isInstance)
        .map(known -> ((Credentials.Password) known).basic());
  }

  private Optional<Credentials> credentials() throws CaissonException, InterruptedException {
    if (credentials.isEmpty()) {
      credentials = Optional.of(source.find(session.account()));
    }
    return credentials.get();
  }

  private Token token(Scope scope) throws CaissonException, InterruptedException {
    Token known = tokens.get(scope);
    if (known != null && known.isFresh()) {
      return known;
    }
    Token fetched = new TokenServer(session, challenge.orElseThrow()).fetch(scope, credentials());
    if (tokens.size() >= MOST_TOKENS) {
      tokens.clear();
    }
    tokens.put(scope, fetched);
    return fetched;
  }

  /**
   * Takes note of a registry's refusal. Returns whether it makes sense to ask again.
   *
   * @param shown what it was shown
   */
  boolean learn(List<Challenge> challenges, Scope scope, Optional<String> shown)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Optional<Challenge> next = choose(challenges);
      if (next.isEmpty()) {
        return false;
      }
      challenge = next;
      if (next.get().scheme().equals(Challenge.BASIC)) {
        return shown.isEmpty();
      }
      Scope asked = widened.getOrDefault(scope, scope);
      Token used = tokens.get(asked);
      if (used != null && shown.isPresent() && shown.get().equals(used.header())) {
        tokens.remove(asked);
      }
      if (shown.isPresent()) {
        next.get().parameter("scope").ifPresent(text -> widened.put(scope, asked.and(text)));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Challenge> choose(List<Challenge> challenges) {
    Optional<Challenge> bearer =
        challenges.stream().filter(c -> c.scheme().equals(Challenge.BEARER)).findFirst();
    return bearer.or(
        () -> challenges.stream().filter(c -> c.scheme().equals(Challenge.BASIC)).findFirst());
  }
}
