package dev.caisson.error;

import java.util.Optional;

/** An image registry, or the way to it, refused something or answered what makes no sense. */
public final class RegistryException extends CaissonException {

  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Reason {
    /** There is no such repository, tag, manifest or blob, or none that these credentials see. */
    NOT_FOUND,
    /** Credentials are missing, or the registry did not accept them. */
    UNAUTHORIZED,
    /** The registry forbids it, or does not take what it was given. */
    DENIED,
    /** Too many requests; what was waited between attempts did not help. */
    RATE_LIMITED,
    /** The registry can't be reached, hangs, breaks off, or has an error of its own. */
    UNAVAILABLE,
    /** The registry can't do this. */
    UNSUPPORTED,
    /** The registry answered what is against its protocol, or what is refused for safety. */
    INVALID_ANSWER,
    /** The credentials that this machine keeps can't be read or written. */
    CREDENTIALS
  }

  private final Reason reason;

  /** Makes the error of its parts. */
  public RegistryException(
      Reason reason, String step, String object, String cause, Optional<String> remedy) {
    super(step, object, cause, remedy);
    this.reason = reason;
  }

  /** Returns what kind of refusal it is. */
  public Reason reason() {
    return reason;
  }
}
