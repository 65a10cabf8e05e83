package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.Signal;
import dev.caisson.error.CaissonException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Hands the container what would end this process. Before the container runs, and with a shutdown
 * hook in place of this, the JVM would end, and the container be killed, at the first signal.
 */
final class ForwardedSignals {

  private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

  private ForwardedSignals() {}

  // sun.misc.Signal is the only way, and javac has a warning for it that nothing turns off.
  static void to(RunningContainer container) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                forward((int) type.getMethod("getNumber").invoke(arguments[0]), container);
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
