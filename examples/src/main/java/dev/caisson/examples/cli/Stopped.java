package dev.caisson.examples.cli;

import dev.caisson.Signal;

/** A signal came before there was a command that could have it; nothing is left. */
final class Stopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Signal signal;

  Stopped(Signal signal, Throwable cause) {
    super(signal + " came before the command was started", cause);
    this.signal = signal;
  }

  Signal signal() {
    return signal;
  }
}
