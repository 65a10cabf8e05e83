package dev.caisson.error;

import java.util.Optional;

/** An image is missing, malformed or damaged. */
public final class InvalidImageException extends CaissonException {

  private static final long serialVersionUID = 1L;

  /** Makes the error of its parts. */
  public InvalidImageException(String step, String object, String cause, Optional<String> remedy) {
    super(step, object, cause, remedy);
  }
}
