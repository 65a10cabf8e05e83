package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.OwnTerminal;
import dev.caisson.Result;
import dev.caisson.RunningContainer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A container that has this process's streams and signals, from its start to its end. */
final class Foreground {

  private Foreground() {}

  /**
   * What came of it.
   *
   * @param status what the caller's shell is told
   */
  record End(Result result, ExitStatus status) {}

  /** Runs it; {@code piped} says that what it writes has to be passed on. */
  static End run(Container container, boolean piped, Duration stopTimeout, Keeping keeping)
      throws IOException, InterruptedException {
    ForwardedSignals signals = ForwardedSignals.begin(stopTimeout);
    try (RunningContainer running = signals.start(container)) {
      End end =
          piped
              ? end(
                  running,
                  signals,
                  Pump.start("stdout", running, running.stdout(), FileDescriptor.out),
                  Pump.start("stderr", running, running.stderr(), FileDescriptor.err))
              : end(running, signals);
      keeping.keep(running);
      return end;
    }
  }

  /** Runs it on a terminal of its own. */
  static End run(
      Container container, TerminalOptions terminal, Duration stopTimeout, Keeping keeping)
      throws IOException, InterruptedException {
    ForwardedSignals signals = ForwardedSignals.begin(stopTimeout);
    // It is closed last, and the caller's terminal is then what it was.
    try (OwnTerminal own = terminal.open().orElse(null);
        RunningContainer running = signals.start(container)) {
      End end = end(running, signals, new TerminalSession(running).start(Optional.ofNullable(own)));
      keeping.keep(running);
      return end;
    }
  }

  private static End end(RunningContainer running, ForwardedSignals signals, Pump... pumps)
      throws IOException, InterruptedException {
    Result result = running.waitFor();
    boolean closed = false;
    for (Pump pump : pumps) {
      closed |= pump.finish() == Pump.Finish.CLOSED;
    }
    if (closed) {
      return new End(result, ExitStatus.CLOSED_PIPE);
    }
    ExitStatus status = ExitStatus.of(result);
    return new End(result, signals.reason(result).map(status::because).orElse(status));
  }
}
