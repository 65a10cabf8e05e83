package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.Network;
import dev.caisson.error.UnknownUserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on who runs the command and what it finds there. */
final class CommandOptions {

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME[=VALUE]",
      description = "Set an environment variable; NAME alone takes the caller's value.")
  private List<String> variables = new ArrayList<>();

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "The working directory.")
  private Optional<String> workingDirectory = Optional.empty();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      converter = UserName.class,
      description = "Names or numbers; root by default.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--entrypoint",
      paramLabel = "WORD",
      description = {
        "What COMMAND is given to, in the place of the image's entrypoint and command;",
        "empty for nothing."
      })
  private Optional<String> entrypoint = Optional.empty();

  @Option(
      names = {"-h", "--hostname"},
      paramLabel = "NAME",
      description = "The host name.")
  private Optional<String> hostname = Optional.empty();

  @Option(
      names = "--network",
      paramLabel = "none|host",
      converter = NetworkName.class,
      description = "Its own loopback device (none, the default) or this machine's network.")
  private Optional<Network> network = Optional.empty();

  void apply(Settings settings) {
    ContainerBuilder builder = settings.builder();
    settings.setEach("--env", variables, variable -> set(variable, builder));
    settings.set("--workdir", workingDirectory, builder::workingDirectory);
    settings.set("--user", user, builder::user);
    settings.set("--entrypoint", entrypoint, word -> setEntrypoint(word, builder));
    settings.set("--hostname", hostname, builder::hostname);
    settings.set("--network", network, builder::network);
  }

  private static void setEntrypoint(String word, ContainerBuilder builder) {
    if (word.isEmpty()) {
      builder.entrypoint();
    } else {
      builder.entrypoint(word);
    }
  }

  /** Returns whether it is said what to run. */
  boolean nameEntrypoint() {
    return entrypoint.filter(word -> !word.isEmpty()).isPresent();
  }

  private static void set(String variable, ContainerBuilder builder) {
    int equals = variable.indexOf('=');
    if (equals >= 0) {
      builder.env(variable.substring(0, equals), variable.substring(equals + 1));
    } else if (variable.isEmpty()) {
      throw new IllegalArgumentException("not the name of an environment variable");
    } else {
      CallerEnvironment.get(variable).ifPresent(value -> builder.env(variable, value));
    }
  }

  /** Returns whether the option is what named this user or group. */
  boolean named(UnknownUserException unknown) {
    return user.isPresent() && List.of(user.get().split(":", -1)).contains(unknown.object());
  }
}
