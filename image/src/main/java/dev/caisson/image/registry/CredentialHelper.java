package dev.caisson.image.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program of the user's that keeps credentials: {@code docker-credential-NAME}. It runs with this
 * JVM's rights, with nothing of its environment but HOME and PATH, and without a shell.
 *
 * @see <a href="https://github.com/docker/docker-credential-helpers#development">the protocol of
 *     credential helpers</a>
 */
final class CredentialHelper {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MOST_BYTES = 64 << 10;
  private static final long POLL_MILLIS = 5;
  private static final String NOT_FOUND = "credentials not found";
  private static final String IDENTITY = "<token>";

  private final String program;
  private final String path;
  private final Duration timeout;

  CredentialHelper(String name, String path, Duration timeout) throws CaissonException {
    if (!NAME.matcher(name).matches()) {
      throw Refusal.credentials(
          "run credential helper", Printable.of(name), "not the name of a program");
    }
    this.program = "docker-credential-" + name;
    this.path = path;
    this.timeout = timeout;
  }

  /** What a helper said before it ended. */
  private record Said(int status, String text) {}

  Optional<Credentials> get(String server) throws CaissonException, InterruptedException {
    Said said = run("get", server);
    if (said.status() != 0) {
      if (said.text().toLowerCase(Locale.ROOT).startsWith(NOT_FOUND)) {
        return Optional.empty();
      }
      throw refused("exit status " + said.status() + ": " + Printable.of(said.text()));
    }
    try {
      JsonObject json = JsonObject.parse(program, said.text().getBytes(StandardCharsets.UTF_8));
      String user = json.text("Username").orElse("");
      String secret = json.text("Secret").orElse("");
      if (secret.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          user.equals(IDENTITY)
              ? new Credentials.IdentityToken(secret)
              : new Credentials.Password(user, secret));
    } catch (InvalidImageException e) {
      // The parser's own message may quote the secret.
      throw refused("what it printed is not the JSON of credentials");
    } catch (IllegalArgumentException e) {
      CaissonException refused = refused("its credentials can't be sent");
      refused.initCause(e);
      throw refused;
    }
  }

  void store(String server, Credentials.Password password)
      throws CaissonException, InterruptedException {
    String json;
    try {
      json =
          new ObjectMapper()
              .writeValueAsString(
                  Map.of(
                      "ServerURL", server,
                      "Username", password.user(),
                      "Secret", password.password()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("three texts are JSON", e);
    }
    Said said = run("store", json);
    if (said.status() != 0) {
      throw refused("exit status " + said.status() + ": " + Printable.of(said.text()));
    }
  }

  private Path find() throws CaissonException {
    for (String folder : path.split(":", -1)) {
      // A relative folder would be one of whoever chose the working directory.
      if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, program))) {
        return Path.of(folder, program);
      }
    }
    throw refused("it is not in PATH");
  }

  private Said run(String verb, String input) throws CaissonException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(find().toString(), verb);
    builder.environment().keySet().removeIf(name -> !name.equals("HOME"));
    builder.environment().put("PATH", path);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      CaissonException refused = refused("it can't be executed");
      refused.initCause(e);
      throw refused;
    }
    try (InputStream output = process.getInputStream()) {
      feed(process, input);
      return collect(process, output);
    } catch (IOException e) {
      CaissonException refused = refused(String.valueOf(e.getMessage()));
      refused.initCause(e);
      throw e instanceof CaissonException own ? own : refused;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * What is sent is smaller than a pipe holds, so that a helper that reads nothing blocks nobody.
   */
  private static void feed(Process process, String input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It may answer without reading; what it says and how it ends tell more than EPIPE.
    }
  }

  /** Polls, so that a child of the helper's that keeps the pipe open can't keep us. */
  private Said collect(Process process, InputStream output)
      throws IOException, InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      int available = output.available();
      if (available > 0) {
        said.write(output.readNBytes(Math.min(available, MOST_BYTES)));
      } else if (!alive) {
        return new Said(process.exitValue(), said.toString(StandardCharsets.UTF_8).strip());
      } else {
        Thread.sleep(POLL_MILLIS);
      }
      if (said.size() > MOST_BYTES) {
        throw refused("it printed more than 64 KiB");
      }
      if (System.nanoTime() - deadline > 0) {
        throw refused("it did not end within " + timeout.toMillis() + " ms");
      }
    }
  }

  private CaissonException refused(String cause) {
    return Refusal.credentials("run credential helper", program, cause);
  }
}
