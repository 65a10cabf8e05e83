package dev.caisson.examples.cli;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An error of ours, as the caller is told it.
 *
 * @param status the exit status
 * @param message one line
 * @param known its parts, if the library made it
 */
record Complaint(int status, String message, Optional<CaissonException> known) {

  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

  static Complaint of(Throwable error) {
    if (error instanceof AboutException about) {
      IOException cause = about.error();
      return new Complaint(status(cause), reason(cause), of(cause).known()).about(about.words());
    }
    Optional<CaissonException> known =
        error instanceof CaissonException ours ? Optional.of(ours) : Optional.empty();
    return new Complaint(status(error), describe(error), known);
  }

  private static int status(Throwable error) {
    if (error instanceof Stopped stopped) {
      return ExitStatus.of(stopped.signal());
    }
    // Without a name of a command, none was looked for, and nothing is amiss with it.
    return error instanceof CommandException command && !command.object().isEmpty()
        ? command.reason().exitStatus()
        : ExitStatus.ERROR;
  }

  /** Returns this complaint, with the words that it is about before it. */
  Complaint about(String words) {
    return new Complaint(status, words + ": " + message, known);
  }

  /** Returns what an error says to somebody who doesn't know Java. */
  static String describe(Throwable error) {
    return error instanceof FileSystemException file
        ? file.getFile() + ": " + reason(file)
        : withoutClass(error);
  }

  /** Returns what {@link #describe} does, but not which file it was. */
  static String reason(IOException error) {
    if (error instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (error instanceof AccessDeniedException) {
      return "permission denied";
    }
    return error instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : withoutClass(error);
  }

  private static String withoutClass(Throwable error) {
    String message = error.getMessage();
    boolean saysAll =
        message != null && (error instanceof IOException || error instanceof RuntimeException);
    return PlainWords.of(saysAll ? String.valueOf(message) : error.toString());
  }

  /** Prints it to standard error; returns the exit status. */
  int print() {
    say(message);
    return status;
  }

  /** Prints one line to standard error, in which nothing can command a terminal. */
  static void say(String message) {
    String line =
        CONTROLS.matcher(message).replaceAll(c -> "\\\\x%02x".formatted((int) c.group().charAt(0)));
    System.err.println("caisson: " + line);
  }
}
