package dev.caisson.examples.cli;

import dev.caisson.Signal;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** What is called when a signal comes. */
final class SignalHandler {

  // The JVM keeps SIGQUIT to itself.
  private static final List<String> NAMES = List.of("HUP", "INT", "TERM", "USR1", "USR2", "WINCH");

  private SignalHandler() {}

  /** Calls this when a signal comes that is the command's. */
  static void install(Consumer<Signal> taker) {
    NAMES.forEach(name -> install(name, taker));
  }

  /**
   * Calls this from now on, in a new thread for each signal of this name, without SIG. One that is
   * ignored stays so.
   */
  static void install(String name, Consumer<Signal> taker) {
    // sun.misc.Signal is the only way, and javac has a warning for it that nothing turns off.
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                taker.accept(new Signal((int) type.getMethod("getNumber").invoke(arguments[0])));
                return null;
              });
      Object signal = type.getConstructor(String.class).newInstance(name);
      type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }
}
