package dev.caisson.error;

import java.util.Optional;

/** A seccomp profile is malformed, or asks for what no filter can do. */
public final class InvalidProfileException extends CaissonException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the error of its parts.
   *
   * @param object the profile, and the place in it: {@code p.json at syscalls[3].args[0].op}
   */
  public InvalidProfileException(String object, String cause) {
    super("read seccomp profile", object, cause, Optional.empty());
  }
}
