package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.Signal;
import dev.caisson.error.CaissonException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Hands the container what would end this process; a signal that comes while the container starts
 * waits until it has, since its command may run before this process knows.
 */
final class ForwardedSignals {

  private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

  private final CompletableFuture<RunningContainer> container = new CompletableFuture<>();

  private ForwardedSignals() {}

  /** Takes these signals from now on. */
  static ForwardedSignals begin() {
    ForwardedSignals signals = new ForwardedSignals();
    signals.install();
    return signals;
  }

  /** Says who gets them. */
  void to(RunningContainer running) {
    container.complete(running);
  }

  private void install() {
    // Each signal has a thread of its own, which may wait.
    NAMES.forEach(name -> JvmSignals.handle(name, number -> forward(number, container.join())));
  }

  private static void forward(int number, RunningContainer container) {
    try {
      container.signal(new Signal(number));
    } catch (CaissonException e) {
      Complaint.of(e).print();
    }
  }
}
