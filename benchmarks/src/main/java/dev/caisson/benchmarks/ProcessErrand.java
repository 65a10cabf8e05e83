package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The same by processes of the JDK's. */
final class ProcessErrand {

  private final Path root;

  ProcessErrand(Path root) {
    this.root = root;
  }

  private Process start(String... words) throws IOException {
    return new ProcessBuilder(Blocks.command(root.resolve("bin/errand").toString(), words))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  long write(long bytes) throws IOException, InterruptedException {
    Process process = start("write", Long.toString(bytes));
    long nanos = Blocks.read(process.getInputStream(), bytes);
    require(process.waitFor());
    return nanos;
  }

  long read(long bytes) throws IOException, InterruptedException {
    Process process = start("read", Long.toString(bytes));
    long start = System.nanoTime();
    Blocks.write(process.getOutputStream(), bytes);
    int code = process.waitFor();
    long nanos = System.nanoTime() - start;
    require(code);
    return nanos;
  }

  long seeEnd() throws IOException, InterruptedException {
    Process process = start("stamp");
    int code = process.waitFor();
    long now = System.nanoTime();
    require(code);
    String stamp = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return now - Long.parseLong(stamp);
  }

  private static void require(int code) throws IOException {
    if (code != 0) {
      throw new IOException("the process ended with " + code);
    }
  }
}
