package dev.caisson.error;

import java.util.Optional;

/** This host lacks something that was asked for: a kernel feature, a controller, a permission. */
public final class UnsupportedHostException extends CaissonException {

  private static final long serialVersionUID = 1L;

  /** Makes the error of its parts. */
  public UnsupportedHostException(
      String step, String object, String cause, Optional<String> remedy) {
    super(step, object, cause, remedy);
  }
}
