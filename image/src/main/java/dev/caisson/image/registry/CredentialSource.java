package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.util.Optional;

/** Where credentials come from. */
@FunctionalInterface
public interface CredentialSource {

  /** No credentials at all. */
  CredentialSource NONE = registry -> Optional.empty();

  /**
   * Returns the credentials for a registry; empty where there are none, and it is asked
   * anonymously.
   *
   * @param registry {@code docker.io}, or another {@code HOST} or {@code HOST:PORT}
   * @throws CaissonException if what is kept can't be read
   */
  Optional<Credentials> find(String registry) throws CaissonException, InterruptedException;

  /** Returns a source that has credentials for one registry alone. */
  static CredentialSource of(String registry, Credentials credentials) {
    return asked -> asked.equals(registry) ? Optional.of(credentials) : Optional.empty();
  }
}
