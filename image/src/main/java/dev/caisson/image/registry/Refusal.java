package dev.caisson.image.registry;

import dev.caisson.error.RegistryException;
import dev.caisson.error.RegistryException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;

/** Makes the errors of registries. */
final class Refusal {

  private Refusal() {}

  static RegistryException invalid(String step, String object, String cause) {
    return new RegistryException(Reason.INVALID_ANSWER, step, object, cause, Optional.empty());
  }

  static RegistryException unavailable(String step, String object, IOException cause) {
    RegistryException refusal =
        new RegistryException(Reason.UNAVAILABLE, step, object, text(cause), Optional.empty());
    refusal.initCause(cause);
    return refusal;
  }

  static RegistryException credentials(String step, String object, String cause) {
    return new RegistryException(Reason.CREDENTIALS, step, object, cause, Optional.empty());
  }

  /** The JDK's errors of the network often have no text, or one that needs its class's name. */
  private static String text(IOException cause) {
    if (cause instanceof ConnectException) {
      return "no connection: nobody listens there, or the way to it is closed";
    }
    StringBuilder text = new StringBuilder();
    Throwable now = cause;
    for (int depth = 0; now != null && depth < 3; depth++) {
      String message = now.getMessage() == null ? now.getClass().getSimpleName() : now.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
      now = now.getCause();
    }
    return Printable.of(text.toString());
  }
}
