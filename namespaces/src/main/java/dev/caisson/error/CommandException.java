package dev.caisson.error;

import java.util.Optional;

/** The container's command could not be executed. */
public final class CommandException extends CaissonException {

  private static final long serialVersionUID = 1L;

  /** Why a command could not be executed, with the exit status that shells give it. */
  public enum Reason {
    /** There is no such file; shells exit with 127. */
    NOT_FOUND(127),
    /** The file is there and can't be executed; shells exit with 126. */
    NOT_EXECUTABLE(126);

    private final int exitStatus;

    Reason(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /** Returns the exit status by which POSIX shells tell this reason. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  private final Reason reason;

  /** Makes the error of a command. */
  public CommandException(
      Reason reason, String step, String object, String cause, Optional<String> remedy) {
    super(step, object, cause, remedy);
    this.reason = reason;
  }

  /** Returns why the command could not be executed. */
  public Reason reason() {
    return reason;
  }
}
