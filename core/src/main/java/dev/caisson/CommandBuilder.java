package dev.caisson;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Gathers what a command is given, be it a container's own or one that is run in it later; in any
 * order, each setting once; the last value of a variable counts.
 *
 * <p>A method throws IllegalArgumentException on a bad value and IllegalStateException where
 * something is set twice.
 *
 * @param <B> the builder that each method returns
 */
public abstract sealed class CommandBuilder<B extends CommandBuilder<B>> extends AttributeBuilder<B>
    permits ConfinementBuilder, ExecBuilder {

  private static final Pattern DESCRIPTOR_NAME = Pattern.compile("[!-9;-~]{1,255}");

  private final Setting<List<String>> command = new Setting<>("command");
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Setting<String> workingDirectory = new Setting<>("working directory");
  private final Setting<String> user = new Setting<>("user");
  private final Setting<Duration> timeout = new Setting<>("timeout");
  private final Setting<Long> outputLimit = new Setting<>("output limit");
  private final Setting<Input> stdin = new Setting<>("stdin");
  private final Setting<Output> stdout = new Setting<>("stdout");
  private final Setting<Output> stderr = new Setting<>("stderr");
  private final Map<String, Passed> descriptors = new LinkedHashMap<>();
  private final Setting<TerminalSize> terminal = new Setting<>("terminal");

  CommandBuilder() {}

  /**
   * Sets the command: a path, or a name to be looked for in the container's PATH, and arguments. An
   * image's entrypoint stands before it.
   */
  public final B command(String... command) {
    return command(Arrays.asList(command));
  }

  /** Sets the command, as {@link #command(String...)} does. */
  public final B command(List<String> command) {
    command.forEach(word -> requireText("command", word));
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command is empty");
    }
    if (command.get(0).isEmpty()) {
      throw new IllegalArgumentException("command is the empty string");
    }
    this.command.set(List.copyOf(command));
    return self();
  }

  /**
   * Sets an environment variable. A container has no other variables than these, an image's, and
   * PATH, HOME and HOSTNAME; a later command has those of the container too.
   */
  public final B env(String name, String value) {
    requireText("environment", name);
    requireText("environment", value);
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("not the name of an environment variable: '" + name + "'");
    }
    environment.put(name, value);
    return self();
  }

  static void requireText(String what, String text) {
    Objects.requireNonNull(text, what);
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " has a NUL: " + text.replace("\0", "\\0"));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " has half of a surrogate pair: " + text);
    }
  }

  /** Sets environment variables, as {@link #env(String, String)} does. */
  public final B env(Map<String, String> variables) {
    variables.forEach(this::env);
    return self();
  }

  /**
   * Sets the absolute path of the working directory, which a container's start makes where it is
   * missing. The default is the image's, or {@code /}.
   */
  public final B workingDirectory(String path) {
    Objects.requireNonNull(path, "working directory");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("working directory is not an absolute path: " + path);
    }
    requireText("working directory", path);
    workingDirectory.set(path);
    return self();
  }

  /**
   * Sets the user: {@code name}, {@code uid}, {@code name:group} or {@code uid:gid}, names being
   * those of the root file system's {@code /etc/passwd} and {@code /etc/group}. The default is the
   * image's, or root, which has no capabilities either; that of a later command is the container's.
   */
  public final B user(String user) {
    Objects.requireNonNull(user, "user");
    UserSpec.check(user);
    this.user.set(user);
    return self();
  }

  /** Limits the time from the command's start to its end. By default nothing is limited. */
  public final B timeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is not more than 0: " + timeout);
    }
    this.timeout.set(timeout);
    return self();
  }

  /**
   * Limits the bytes that are written to standard output and standard error together, as far as
   * they are captured or piped; 0 or more. The default is 16 MiB where one of them is captured,
   * else no limit.
   */
  public final B outputLimit(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("output limit < 0: " + bytes);
    }
    outputLimit.set(bytes);
    return self();
  }

  /** Sets standard input. */
  public final B stdin(Input input) {
    stdin.set(input);
    return self();
  }

  /** Sets standard output. */
  public final B stdout(Output output) {
    stdout.set(output);
    return self();
  }

  /** Sets standard error. */
  public final B stderr(Output output) {
    stderr.set(output);
    return self();
  }

  /**
   * Gives the command a descriptor more: the first is 3, and so on in the order of these calls, 16
   * at most. It has no others.
   *
   * <p>The command finds them as systemd's services do: LISTEN_FDS has their number, LISTEN_FDNAMES
   * their names with colons between. LISTEN_PID, which sd_listen_fds(3) wants, is set for a
   * container's own command, whose process id is known beforehand.
   *
   * @param name 1 to 255 printable ASCII characters, without space and colon
   * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
   */
  public final B descriptor(String name, Passed passed) {
    Objects.requireNonNull(name, "name of descriptor");
    Objects.requireNonNull(passed, "descriptor");
    if (!DESCRIPTOR_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a descriptor: '" + name + "'");
    }
    if (descriptors.containsKey(name)) {
      throw new IllegalStateException("there is such a descriptor already: " + name);
    }
    if (descriptors.size() == PassedDescriptors.MOST) {
      throw new IllegalStateException("more than 16 descriptors: " + name);
    }
    descriptors.put(name, passed);
    return self();
  }

  /**
   * Gives the command a terminal: a pseudo-terminal of the container's own, of this size at first,
   * which is its standard input, output and error, and the controlling terminal of its session.
   *
   * <p>{@link RunningProcess#stdout} has all that is shown on it, until nobody has the terminal any
   * more. What is written to {@link RunningProcess#stdin} is typed on it: Ctrl-C, byte 3,
   * interrupts what runs in the foreground, and byte 4 at the start of a line is the end of the
   * input. When both streams are closed the terminal is hung up, and its session gets SIGHUP.
   * Standard error can't be set then, standard output is piped or captured, and standard input is
   * piped, or empty if nothing is ever typed; that is the default of {@code run()}. The variable
   * TERM is {@code xterm} if it is not set.
   *
   * @see <a href="https://man7.org/linux/man-pages/man7/pty.7.html">pty(7)</a>
   */
  public final B terminal(TerminalSize size) {
    terminal.set(size);
    return self();
  }

  /** Gives the command a terminal, as {@link #terminal(TerminalSize)} does. */
  public final B terminal(int columns, int rows) {
    return terminal(new TerminalSize(columns, rows));
  }

  /** Returns what was gathered. */
  CommandSpec spec() {
    return new CommandSpec(
        command.get().orElse(List.of()),
        environment,
        workingDirectory.get(),
        user.get(),
        timeout.get(),
        optional(outputLimit),
        stdin.get(),
        stdout.get(),
        stderr.get(),
        terminal.get(),
        descriptors,
        attributes());
  }

  static OptionalLong optional(Setting<Long> setting) {
    Optional<Long> value = setting.get();
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
