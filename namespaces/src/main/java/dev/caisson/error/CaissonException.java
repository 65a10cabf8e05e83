package dev.caisson.error;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The environment refused something: the kernel, the host's configuration, or a file.
 *
 * <p>The message is made of the parts that the accessors give: {@code step object: cause; remedy}.
 * A caller's own mistake is never reported this way, but as {@link IllegalArgumentException} or
 * {@link IllegalStateException} at the call that makes it.
 */
public sealed class CaissonException extends IOException
    permits SystemCallException,
        CommandException,
        UnsupportedHostException,
        InvalidImageException,
        InvalidProfileException,
        RegistryException,
        UnknownUserException {

  private static final long serialVersionUID = 1L;

  private final String step;
  private final String object;
  private final @Nullable String remedy;

  /**
   * Makes an error of its parts.
   *
   * @param step what was being done, in lower case: {@code mount overlay}
   * @param object what it was done to: {@code /proc}; empty where there is nothing to name
   * @param cause why it failed
   * @param remedy what the reader can do about it, where something is known
   */
  public CaissonException(String step, String object, String cause, Optional<String> remedy) {
    super(message(step, object, cause, remedy));
    this.step = step;
    this.object = object;
    this.remedy = remedy.orElse(null);
  }

  private static String message(String step, String object, String cause, Optional<String> remedy) {
    Objects.requireNonNull(cause, "cause");
    String subject = object.isEmpty() ? step : step + " " + object;
    return subject + ": " + cause + remedy.map(hint -> "; " + hint).orElse("");
  }

  /** Returns what was being done. */
  public final String step() {
    return step;
  }

  /** Returns what it was done to; empty where there is nothing to name. */
  public final String object() {
    return object;
  }

  /** Returns what the reader can do about it, where something is known. */
  public final Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
