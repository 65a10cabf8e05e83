package dev.caisson.image.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Credentials as the user's other tools keep them: in Docker's {@code config.json}, by its {@code
 * credHelpers}, its {@code credsStore}, or its {@code auths}, in this order.
 *
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/">docker login</a>
 */
public final class DockerConfig implements CredentialSource {

  private static final String HUB_KEY = "https://index.docker.io/v1/";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String STEP = "read credentials";

  private final Path file;
  private final Duration timeout;
  private final String path;

  private DockerConfig(Path file, Duration timeout, String path) {
    this.file = file;
    this.timeout = timeout;
    this.path = path;
  }

  /**
   * Returns what is in a file. It is read at each use, and need not exist. Helpers have 30 seconds
   * to answer.
   */
  public static DockerConfig at(Path file) {
    String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return new DockerConfig(Objects.requireNonNull(file, "file"), TIMEOUT, path);
  }

  /**
   * Returns what is in {@code $DOCKER_CONFIG/config.json}, or else in {@code
   * $HOME/.docker/config.json}, where docker looks; without HOME, it is the folder of the user's
   * account.
   */
  public static DockerConfig ofUser() {
    Path folder =
        variable("DOCKER_CONFIG")
            .map(Path::of)
            .orElseGet(
                () -> Path.of(variable("HOME").orElse(System.getProperty("user.home")), ".docker"));
    return at(folder.resolve("config.json"));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  /** Returns the same with another time that a helper has to answer. */
  public DockerConfig withHelperTimeout(Duration other) {
    if (other.isNegative() || other.isZero()) {
      throw new IllegalArgumentException("helper timeout: " + other);
    }
    return new DockerConfig(file, other, path);
  }

  /** Returns the same with another PATH, by which helpers are found; this JVM's by default. */
  public DockerConfig withHelperPath(String other) {
    return new DockerConfig(file, timeout, Objects.requireNonNull(other, "path"));
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  @Override
  public Optional<Credentials> find(String registry) throws CaissonException, InterruptedException {
    Optional<JsonObject> config = read();
    if (config.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<String> helper = helper(config.get(), registry);
      if (helper.isPresent()) {
        Optional<Credentials> found =
            new CredentialHelper(helper.get(), path, timeout).get(key(registry));
        if (found.isPresent()) {
          return found;
        }
      }
      return inFile(config.get(), registry);
    } catch (InvalidImageException e) {
      throw refused(e);
    }
  }

  private Optional<JsonObject> read() throws CaissonException {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(JsonObject.MAX_BYTES + 1);
      if (bytes.length > JsonObject.MAX_BYTES) {
        throw Refusal.credentials(STEP, file.toString(), "larger than 4 MiB");
      }
      return Optional.of(JsonObject.parse(file.toString(), bytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (InvalidImageException e) {
      throw refused(e);
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private CaissonException refused(IOException cause) {
    CaissonException refused =
        Refusal.credentials(
            STEP, file.toString(), Printable.of(String.valueOf(cause.getMessage())));
    refused.initCause(cause);
    return refused;
  }

  private static Optional<String> helper(JsonObject config, String registry)
      throws InvalidImageException {
    Map<String, String> helpers = config.textMap("credHelpers");
    for (String key : keys(registry)) {
      String name = helpers.get(key);
      if (name != null && !name.isEmpty()) {
        return Optional.of(name);
      }
    }
    return config.text("credsStore");
  }

  private Optional<Credentials> inFile(JsonObject config, String registry) throws CaissonException {
    Optional<JsonObject> auths = config.object("auths");
    if (auths.isEmpty()) {
      return Optional.empty();
    }
    for (String key : keys(registry)) {
      Optional<JsonObject> entry = auths.get().object(key);
      Optional<Credentials> found = entry.isPresent() ? entry(entry.get()) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Credentials> entry(JsonObject entry) throws CaissonException {
    try {
      Optional<String> identity = entry.text("identitytoken");
      if (identity.isPresent()) {
        return Optional.of(new Credentials.IdentityToken(identity.get()));
      }
      Optional<String> token = entry.text("registrytoken");
      if (token.isPresent()) {
        return Optional.of(new Credentials.RegistryToken(token.get()));
      }
      return password(entry);
    } catch (IllegalArgumentException e) {
      throw Refusal.credentials(
          STEP, entry.name(), "auth is not the base64 of a user's name, a colon and a password");
    }
  }

  private static Optional<Credentials> password(JsonObject entry) throws InvalidImageException {
    Optional<String> auth = entry.text("auth");
    if (auth.isEmpty()) {
      Optional<String> user = entry.text("username");
      Optional<String> password = entry.text("password");
      return user.isPresent() && password.isPresent()
          ? Optional.of(new Credentials.Password(user.get(), password.get()))
          : Optional.empty();
    }
    byte[] bytes = Base64.getDecoder().decode(auth.get());
    String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("\0+$", "");
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("no colon");
    }
    return Optional.of(
        new Credentials.Password(text.substring(0, colon), text.substring(colon + 1)));
  }

  /** Returns the key that Docker writes and shows to helpers. */
  private static String key(String registry) {
    return registry.equals(Reference.DOCKER_HUB) ? HUB_KEY : registry;
  }

  private static List<String> keys(String registry) {
    return registry.equals(Reference.DOCKER_HUB)
        ? List.of(HUB_KEY, "docker.io", "index.docker.io", "https://index.docker.io/v1")
        : List.of(registry, "https://" + registry, "https://" + registry + "/v2/");
  }

  /**
   * Keeps credentials as {@code docker login} does: by the helper that is configured for the
   * registry, or else in the file, whose other content stays. The file gets mode 0600.
   *
   * @throws CaissonException if the file or the helper can't be used
   */
  public void store(String registry, Credentials.Password password)
      throws CaissonException, InterruptedException {
    Optional<JsonObject> config = read();
    try {
      Optional<String> helper =
          config.isPresent() ? helper(config.get(), registry) : Optional.empty();
      if (helper.isPresent()) {
        new CredentialHelper(helper.get(), path, timeout).store(key(registry), password);
      } else {
        write(key(registry), password);
      }
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      CaissonException refused =
          Refusal.credentials("write credentials", file.toString(), String.valueOf(e.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }

  private void write(String key, Credentials.Password password) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode known =
        Files.exists(file) ? mapper.readTree(file.toFile()) : mapper.createObjectNode();
    ObjectNode config = (ObjectNode) known;
    ObjectNode entry = config.withObject("/auths").withObject(pointer(key));
    entry.removeAll();
    entry.put("auth", password.basic().substring("Basic ".length()));
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path temporary =
        Files.createTempFile(
            target.getParent(),
            "config.json",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(temporary, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String pointer(String key) {
    return "/" + key.replace("~", "~0").replace("/", "~1");
  }
}
