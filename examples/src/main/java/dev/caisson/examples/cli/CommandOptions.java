package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
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
      description = "Names or numbers; root by default.")
  private Optional<String> user = Optional.empty();

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
  private Optional<dev.caisson.Network> network = Optional.empty();

  void apply(ContainerBuilder builder) {
    variables.forEach(variable -> set(variable, builder));
    workingDirectory.ifPresent(builder::workingDirectory);
    user.ifPresent(builder::user);
    hostname.ifPresent(builder::hostname);
    network.ifPresent(builder::network);
  }

  private static void set(String variable, ContainerBuilder builder) {
    int equals = variable.indexOf('=');
    if (equals >= 0) {
      builder.env(variable.substring(0, equals), variable.substring(equals + 1));
      return;
    }
    String value = System.getenv(variable);
    if (value != null) {
      builder.env(variable, value);
    } else if (variable.isEmpty()) {
      throw new IllegalArgumentException("-e needs the name of an environment variable");
    }
  }
}
