package dev.caisson.examples.cli;

import dev.caisson.image.registry.CredentialSource;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.DockerConfig;
import dev.caisson.image.registry.RegistryClient;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caisson login}: credentials, shown to a registry and then kept. */
@Command(
    name = "login",
    description = "Shows a password to a registry, and keeps it as docker login does.",
    customSynopsis = "caisson login [OPTIONS] [REGISTRY]",
    sortOptions = false,
    footer = {
      "",
      "The password is kept by the credential helper that ~/.docker/config.json names,",
      "or else in that file; DOCKER_CONFIG names another folder."
    })
final class LoginCommand implements Deed {

  private static final int MOST_BYTES = 64 << 10;

  @Mixin private RegistryOptions options = new RegistryOptions();

  @Option(
      names = {"-u", "--username"},
      paramLabel = "NAME",
      description = "The user's name; by default it is asked for.")
  private Optional<String> user = Optional.empty();

  @Option(names = "--password-stdin", description = "Read the password from standard input.")
  private boolean stdin;

  @Parameters(
      index = "0",
      paramLabel = "REGISTRY",
      arity = "0..1",
      description = "HOST or HOST:PORT; by default Docker Hub.")
  private String registry = "docker.io";

  @Override
  public void perform(Request request) throws IOException, InterruptedException {
    if (stdin && user.isEmpty()) {
      throw new Refusal("--password-stdin needs --username");
    }
    Credentials.Password password = password();
    try (RegistryClient client = options.open(CredentialSource.of(registry, password))) {
      client.check(registry);
    } catch (IllegalArgumentException e) {
      throw new Refusal("not a registry, HOST or HOST:PORT: " + registry);
    }
    DockerConfig.ofUser().store(registry, password);
    System.out.println("logged in to " + registry + " as " + password.user());
  }

  private Credentials.Password password() throws IOException {
    String name = user.isPresent() ? user.get() : console().readLine("User name: ");
    String secret = stdin ? fromStdin() : hidden();
    try {
      return new Credentials.Password(name, secret);
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static String fromStdin() throws IOException {
    byte[] bytes = System.in.readNBytes(MOST_BYTES);
    return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
  }

  private static String hidden() {
    char[] typed = console().readPassword("Password: ");
    return typed == null ? "" : new String(typed);
  }

  private static Console console() {
    if (!Standard.INPUT.isTerminal()) {
      throw new Refusal("there is no terminal to ask on; give --username and --password-stdin");
    }
    return Objects.requireNonNull(System.console(), "console");
  }
}
