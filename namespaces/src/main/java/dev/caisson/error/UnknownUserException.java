package dev.caisson.error;

import java.util.Optional;

/** A user or group name is not known in the root file system. */
public final class UnknownUserException extends CaissonException {

  private static final long serialVersionUID = 1L;

  /** Makes the error of its parts. */
  public UnknownUserException(String step, String object, String cause, Optional<String> remedy) {
    super(step, object, cause, remedy);
  }
}
