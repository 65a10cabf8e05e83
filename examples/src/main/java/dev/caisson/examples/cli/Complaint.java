package dev.caisson.examples.cli;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * An error of ours, as the caller is told it.
 *
 * @param status the exit status
 * @param message one line
 * @param known its parts, if the library made it
 */
record Complaint(int status, String message, Optional<CaissonException> known) {

  static Complaint of(Throwable error) {
    int status =
        error instanceof CommandException command
            ? command.reason().exitStatus()
            : ExitStatus.ERROR;
    Optional<CaissonException> known =
        error instanceof CaissonException ours ? Optional.of(ours) : Optional.empty();
    return new Complaint(status, describe(error), known);
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    boolean saysAll =
        message != null
            && !(error instanceof FileSystemException)
            && (error instanceof IOException || error instanceof RuntimeException);
    return saysAll ? String.valueOf(message) : error.toString();
  }

  /** Prints it to standard error; returns the exit status. */
  int print() {
    System.err.println("caisson: " + message);
    return status;
  }
}
