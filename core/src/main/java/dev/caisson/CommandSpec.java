package dev.caisson;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a builder has gathered of a command.
 *
 * @param command empty for an image's own
 * @param descriptors what is passed as 3 and so on, in this order
 */
record CommandSpec(
    List<String> command,
    Map<String, String> environment,
    Optional<String> workingDirectory,
    Optional<String> user,
    Optional<Duration> timeout,
    OptionalLong outputLimit,
    Optional<Input> stdin,
    Optional<Output> stdout,
    Optional<Output> stderr,
    Optional<TerminalSize> terminal,
    Map<String, Passed> descriptors,
    ProcessAttributes attributes) {

  /** Keeps copies. */
  CommandSpec {
    if (terminal.isPresent()) {
      requireTerminalStreams(stdin, stdout, stderr);
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    descriptors = Collections.unmodifiableMap(new LinkedHashMap<>(descriptors));
    if (!descriptors.isEmpty()
        && PassedDescriptors.VARIABLES.stream().anyMatch(environment::containsKey)) {
      throw new IllegalStateException(
          "descriptors are told by these variables: " + PassedDescriptors.VARIABLES);
    }
  }

  private static void requireTerminalStreams(
      Optional<Input> stdin, Optional<Output> stdout, Optional<Output> stderr) {
    if (stderr.isPresent()) {
      throw new IllegalStateException("stderr is set: all output of a terminal is stdout");
    }
    if (stdout
        .filter(o -> o instanceof Output.Inherit || o instanceof Output.Discard)
        .isPresent()) {
      throw new IllegalStateException("stdout of a terminal is neither pipe() nor capture()");
    }
    if (stdin.filter(i -> !(i instanceof Input.Pipe || i instanceof Input.Empty)).isPresent()) {
      throw new IllegalStateException("stdin of a terminal is neither pipe() nor empty()");
    }
  }

  /** Refuses streams that nobody could read or write while the caller waits for the end. */
  void requireNoPipes() {
    boolean piped =
        stdin.filter(Input.Pipe.class::isInstance).isPresent()
            || stdout.filter(Output.Pipe.class::isInstance).isPresent()
            || stderr.filter(Output.Pipe.class::isInstance).isPresent()
            || descriptors.values().stream().anyMatch(CommandSpec::isPipe);
    if (piped) {
      throw new IllegalStateException("a stream is a pipe: use start()");
    }
  }

  private static boolean isPipe(Passed passed) {
    return passed instanceof Passed.Writing
        || (passed instanceof Passed.Reading reading && reading.input() instanceof Input.Pipe);
  }
}
