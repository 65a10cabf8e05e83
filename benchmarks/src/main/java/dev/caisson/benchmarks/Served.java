package dev.caisson.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A contestant in a process of its own, which runs once for each byte that it reads, and answers
 * with a line: the nanoseconds that it measured itself. So a pipe's delay is not in the figures.
 */
final class Served implements Contestant {

  private final String name;
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader answers;

  Served(String name, List<String> command) throws IOException {
    this.name = name;
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    requests = process.getOutputStream();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long run() throws IOException, InterruptedException {
    try {
      requests.write('\n');
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
    return Long.parseLong(line);
  }

  private IOException ended() throws InterruptedException {
    return new IOException(name + " failed with exit code " + process.waitFor());
  }

  /** Lets the process end: it does once its input has. */
  @Override
  public void close() throws IOException {
    requests.close();
    process.onExit().join();
    answers.close();
  }
}
