package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.Signal;
import dev.caisson.error.CaissonException;
import java.lang.reflect.Proxy;
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

  // sun.misc.Signal is the only way, and javac has a warning for it that nothing turns off.
  private void install() {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                int number = (int) type.getMethod("getNumber").invoke(arguments[0]);
                // Each signal has a thread of its own, which may wait.
                forward(number, container.join());
                return null;
              });
      for (String name : NAMES) {
        Object signal = type.getConstructor(String.class).newInstance(name);
        type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  private static void forward(int number, RunningContainer container) {
    try {
      container.signal(new Signal(number));
    } catch (CaissonException e) {
      Complaint.of(e).print();
    }
  }
}
