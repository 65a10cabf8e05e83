package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.OwnTerminal;
import dev.caisson.TerminalSize;
import dev.caisson.error.CaissonException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on the command's terminal. */
final class TerminalOptions {

  private static final TerminalSize USUAL = new TerminalSize(80, 24);

  @Option(
      names = {"-t", "--tty"},
      description = "Give the command a terminal.")
  private boolean terminal;

  @Option(
      names = {"-i", "--interactive"},
      description =
          "With -t: what is typed here is typed there. Without, stdin is passed on anyway.")
  private boolean interactive;

  boolean isWanted() {
    return terminal;
  }

  /** Sets a terminal as large as the caller's, where there is one. */
  void apply(ContainerBuilder builder) {
    try (OwnTerminal own = OwnTerminal.open().orElse(null)) {
      if (interactive && own == null) {
        throw new IllegalArgumentException("-i and -t: standard input is not a terminal");
      }
      builder.terminal(own == null ? USUAL : own.size());
    } catch (CaissonException e) {
      throw new java.io.UncheckedIOException(e);
    }
    if (!interactive) {
      builder.stdin(Input.empty());
    }
  }

  /** Opens the caller's terminal, where the command's is to be worked on it. */
  Optional<OwnTerminal> open() throws CaissonException {
    return interactive ? OwnTerminal.open() : Optional.empty();
  }
}
