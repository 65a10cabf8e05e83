package dev.caisson.image.build;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One change of an image's configuration, named as in a Dockerfile.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
public sealed interface ConfigChange {

  /** Makes the change. */
  void apply(ConfigSection config);

  /** Sets a variable of the environment. */
  record Env(String name, String value) implements ConfigChange {

    /** Checks the name. */
    public Env {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new IllegalArgumentException("not the name of a variable: '" + name + "'");
      }
      requireText(name, value);
    }

    @Override
    public void apply(ConfigSection config) {
      config.setVariable("Env", name, value);
    }

    @Override
    public String toString() {
      return "ENV " + name + "=" + value;
    }
  }

  /** Sets what the command is given to, or with no words takes it away; so goes the command. */
  record Entrypoint(List<String> words) implements ConfigChange {

    /** Copies and checks the words. */
    public Entrypoint {
      words = List.copyOf(words);
      requireText(words.toArray(String[]::new));
    }

    @Override
    public void apply(ConfigSection config) {
      config.setList("Entrypoint", words);
      config.setList("Cmd", List.of());
    }

    @Override
    public String toString() {
      return "ENTRYPOINT " + words;
    }
  }

  /** Sets the default command, or the entrypoint's default arguments; without words, none. */
  record Cmd(List<String> words) implements ConfigChange {

    /** Copies and checks the words. */
    public Cmd {
      words = List.copyOf(words);
      requireText(words.toArray(String[]::new));
    }

    @Override
    public void apply(ConfigSection config) {
      config.setList("Cmd", words);
    }

    @Override
    public String toString() {
      return "CMD " + words;
    }
  }

  /** Sets where the command starts: an absolute path. */
  record WorkingDirectory(String path) implements ConfigChange {

    /** Checks the path. */
    public WorkingDirectory {
      requireAbsolute(path);
    }

    @Override
    public void apply(ConfigSection config) {
      config.setText("WorkingDir", path);
    }

    @Override
    public String toString() {
      return "WORKDIR " + path;
    }
  }

  /** Sets who the command runs as: a name or id, with or without a group, {@code 1000:users}. */
  record User(String user) implements ConfigChange {

    /** Checks that it is a text. */
    public User {
      requireText(user);
    }

    @Override
    public void apply(ConfigSection config) {
      config.setText("User", user);
    }

    @Override
    public String toString() {
      return "USER " + user;
    }
  }

  /** Sets the name or number of the signal that asks the command to end. */
  record StopSignal(String signal) implements ConfigChange {

    /** Checks that it is a text. */
    public StopSignal {
      requireText(signal);
    }

    @Override
    public void apply(ConfigSection config) {
      config.setText("StopSignal", signal);
    }

    @Override
    public String toString() {
      return "STOPSIGNAL " + signal;
    }
  }

  /** Sets a label. */
  record Label(String name, String value) implements ConfigChange {

    /** Checks the name. */
    public Label {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a label without a name");
      }
      requireText(name, value);
    }

    @Override
    public void apply(ConfigSection config) {
      config.setEntry("Labels", name, value);
    }

    @Override
    public String toString() {
      return "LABEL " + name + "=" + value;
    }
  }

  /** Says that the command listens on a port: {@code 80}, {@code 53/udp}; TCP if not said. */
  record Expose(String port) implements ConfigChange {

    private static final Pattern PORT = Pattern.compile("\\d{1,5}(-\\d{1,5})?/(tcp|udp|sctp)");

    /** Checks the port. */
    public Expose {
      port = port.indexOf('/') < 0 ? port + "/tcp" : port;
      if (!PORT.matcher(port).matches()) {
        throw new IllegalArgumentException("not a port, as 80/tcp: " + port);
      }
    }

    @Override
    public void apply(ConfigSection config) {
      config.addKey("ExposedPorts", port);
    }

    @Override
    public String toString() {
      return "EXPOSE " + port;
    }
  }

  /** Says that a directory holds data: an absolute path. */
  record Volume(String path) implements ConfigChange {

    /** Checks the path. */
    public Volume {
      requireAbsolute(path);
    }

    @Override
    public void apply(ConfigSection config) {
      config.addKey("Volumes", path);
    }

    @Override
    public String toString() {
      return "VOLUME " + path;
    }
  }

  private static void requireText(String... texts) {
    for (String text : texts) {
      Objects.requireNonNull(text, "text");
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("NUL in: " + text.replace('\0', '?'));
      }
    }
  }

  private static void requireAbsolute(String path) {
    requireText(path);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("not an absolute path: " + path);
    }
  }
}
