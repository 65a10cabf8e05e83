package dev.caisson.examples.cli;

import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/** What this process does on a signal. */
final class JvmSignals {

  private JvmSignals() {}

  /** Has a signal, by its name without SIG, do something; each time in a thread of its own. */
  // sun.misc.Signal is the only way, and javac has a warning for it that nothing turns off.
  static void handle(String name, IntConsumer action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                action.accept((int) type.getMethod("getNumber").invoke(arguments[0]));
                return null;
              });
      Object signal = type.getConstructor(String.class).newInstance(name);
      type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }
}
