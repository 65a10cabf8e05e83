package dev.caisson.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A contestant in a process of its own, which runs once for each byte that it reads, and answers
 * with a line: the nanoseconds that it measured itself. So a pipe's delay is not in the figures.
 */
final class Served implements Contestant {

  private static final int MOST_OF_ERRORS = 2000;

  private final String name;
  private final Path errors;
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader answers;

  Served(String name, List<String> command) throws IOException {
    this.name = name;
    errors = Files.createTempFile("caisson-benchmark", ".err");
    try {
      // In a session of its own, a Ctrl-C at the terminal does not reach it: its input ends then,
      // and it cleans up.
      List<String> words = new ArrayList<>(List.of("setsid"));
      words.addAll(command);
      process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      Files.delete(errors);
      throw e;
    }
    requests = process.getOutputStream();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  @Override
  public long run() throws IOException, InterruptedException {
    return nanos(ContainerServer.RUN);
  }

  /** Sends a byte that is answered with nanoseconds. */
  long nanos(char request) throws IOException, InterruptedException {
    String answer = ask(request);
    try {
      return Long.parseLong(answer);
    } catch (NumberFormatException e) {
      throw new IOException(name + " answered '" + answer + "' in the place of nanoseconds", e);
    }
  }

  /** Sends a byte, and returns the line that answers it. */
  String ask(char request) throws IOException, InterruptedException {
    try {
      requests.write(request);
      requests.flush();
    } catch (IOException e) {
      IOException failure = ended();
      failure.initCause(e);
      throw failure;
    }
    String line = answers.readLine();
    if (line == null) {
      throw ended();
    }
    return line;
  }

  private IOException ended() throws IOException, InterruptedException {
    int code = process.waitFor();
    return new IOException(name + " failed with exit code " + code + ": " + said());
  }

  /** Returns the end of what it printed as errors. */
  private String said() throws IOException {
    String text = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).strip();
    return text.isEmpty()
        ? "it printed nothing"
        : text.substring(Math.max(0, text.length() - MOST_OF_ERRORS));
  }

  /** Lets the process end, which it does once its input has, and tells if it ended badly. */
  @Override
  public void close() throws IOException {
    try (answers) {
      requests.close();
      process.onExit().join();
      if (process.exitValue() != 0) {
        throw new IOException(name + " ended with " + process.exitValue() + ": " + said());
      }
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
