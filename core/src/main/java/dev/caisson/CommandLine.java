package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.ImageConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command and the environment that result from an image's settings and the caller's. */
final class CommandLine {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Optional<List<String>> entrypoint;
  private final CommandSpec spec;
  private final Optional<ImageConfig> config;

  /**
   * Takes what was said.
   *
   * @param entrypoint the caller's, in the place of the image's
   */
  CommandLine(Optional<List<String>> entrypoint, CommandSpec spec, Optional<ImageConfig> config) {
    this.entrypoint = entrypoint;
    this.spec = spec;
    this.config = config;
  }

  /**
   * Returns the entrypoint, and behind it the caller's command or, if the entrypoint is the image's
   * too, the image's.
   */
  List<String> command() throws CaissonException {
    Optional<ImageConfig> image = entrypoint.isPresent() ? Optional.empty() : config;
    List<String> command =
        new ArrayList<>(entrypoint.or(() -> image.map(ImageConfig::entrypoint)).orElse(List.of()));
    List<String> own = image.map(ImageConfig::command).orElse(List.of());
    command.addAll(spec.command().isEmpty() ? own : spec.command());
    if (command.isEmpty()) {
      throw new CommandException(
          CommandException.Reason.NOT_FOUND,
          "find command",
          "",
          "neither the image nor the caller names one",
          Optional.of("name a command"));
    }
    return command;
  }

  /** Returns the variables, by name. */
  Map<String, String> environment(String hostname, String home) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", PATH);
    variables.put("HOSTNAME", hostname);
    variables.put("HOME", home);
    addTerm(spec, variables);
    config.ifPresent(image -> variables.putAll(image.environment()));
    variables.putAll(spec.environment());
    return variables;
  }

  /** Says what a terminal understands, where there is one and nobody says otherwise. */
  static void addTerm(CommandSpec spec, Map<String, String> variables) {
    if (spec.terminal().isPresent()) {
      variables.putIfAbsent("TERM", "xterm");
    }
  }

  /** Returns the folders of PATH; an empty one means the working directory, as in a shell. */
  static List<String> searchPath(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", PATH).split(":", -1))
        .map(folder -> folder.isEmpty() ? "." : folder)
        .toList();
  }

  /** Returns where the command starts. */
  String workingDirectory() {
    return spec.workingDirectory()
        .or(() -> config.flatMap(ImageConfig::workingDirectory))
        .filter(path -> path.startsWith("/"))
        .orElse("/");
  }

  /** Returns who runs it: root, if neither the caller nor the image says. */
  UserSpec user() throws CaissonException {
    Optional<String> text =
        spec.user().or(() -> config.flatMap(ImageConfig::user)).filter(user -> !user.isEmpty());
    return text.isEmpty() ? UserSpec.ROOT : parse(text.get());
  }

  private static UserSpec parse(String text) throws CaissonException {
    return UserSpec.of(text)
        .orElseThrow(
            () ->
                new InvalidImageException(
                    "read user of image",
                    text,
                    "it is not user, uid, user:group or uid:gid",
                    Optional.of("name the user yourself")));
  }
}
