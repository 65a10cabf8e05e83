package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;

/**
 * A backend that is better than the one in use, and why it is not in use.
 *
 * @param reason what it failed with when it was tried
 */
public record PassedOver(Backend backend, CaissonException reason) {

  /** Returns {@code AUFS: cause}. */
  @Override
  public String toString() {
    return backend + ": " + reason.getMessage();
  }
}
