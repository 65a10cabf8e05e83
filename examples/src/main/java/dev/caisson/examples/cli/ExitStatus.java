package dev.caisson.examples.cli;

import dev.caisson.Result;
import dev.caisson.Signal;
import java.util.Optional;

/**
 * What the caller's shell is told.
 *
 * @param number 0 to 255
 * @param reason a line that says what the number alone does not
 */
record ExitStatus(int number, Optional<String> reason) {

  /** An error that is not the command's own. */
  static final int ERROR = 125;

  private static final int TIMEOUT = 124;
  private static final int SIGNAL_BASE = 128;
  private static final int KILLED = of(Signal.KILL);

  /** Nobody reads our output any more, and we end as others do then, without a word. */
  static final ExitStatus CLOSED_PIPE = plain(of(new Signal(13)));

  static ExitStatus of(Result result) {
    return switch (result.ending()) {
      case EXIT -> plain(result.exitCode().orElseThrow());
      case SIGNAL -> plain(of(result.signal().orElseThrow()));
      case TIMEOUT -> new ExitStatus(TIMEOUT, Optional.of("the command ran out of time"));
      case OUT_OF_MEMORY -> new ExitStatus(KILLED, Optional.of("the command ran out of memory"));
      case OUTPUT_LIMIT ->
          new ExitStatus(KILLED, Optional.of("the command wrote more than the output limit"));
    };
  }

  /** Returns what a shell says of a process that a signal ended. */
  static int of(Signal signal) {
    return SIGNAL_BASE + signal.number();
  }

  /** Returns this status with another reason. */
  ExitStatus because(String why) {
    return new ExitStatus(number, Optional.of(why));
  }

  private static ExitStatus plain(int number) {
    return new ExitStatus(number, Optional.empty());
  }
}
