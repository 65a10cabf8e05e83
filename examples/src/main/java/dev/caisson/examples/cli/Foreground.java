package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.Result;
import dev.caisson.RunningContainer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

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
  static End run(Container container, boolean piped, Duration stopTimeout)
      throws IOException, InterruptedException {
    ForwardedSignals signals = ForwardedSignals.begin(stopTimeout);
    try (RunningContainer running = signals.start(container)) {
      return piped ? pass(running, signals) : end(running.waitFor(), signals);
    }
  }

  private static End pass(RunningContainer running, ForwardedSignals signals)
      throws IOException, InterruptedException {
    List<Pump> pumps =
        List.of(
            Pump.start("stdout", running, running.stdout(), FileDescriptor.out),
            Pump.start("stderr", running, running.stderr(), FileDescriptor.err));
    Result result = running.waitFor();
    boolean closed = false;
    for (Pump pump : pumps) {
      closed |= pump.finish() == Pump.Finish.CLOSED;
    }
    return closed ? new End(result, ExitStatus.CLOSED_PIPE) : end(result, signals);
  }

  private static End end(Result result, ForwardedSignals signals) {
    ExitStatus status = ExitStatus.of(result);
    return new End(result, signals.reason(result).map(status::because).orElse(status));
  }
}
