package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** A process without any isolation, as the JDK starts it. */
final class PlainProcess implements Contestant {

  private final ProcessBuilder builder;

  PlainProcess(Path root) {
    builder = new ProcessBuilder(root.resolve("bin/true").toString()).inheritIO();
  }

  @Override
  public long run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    int code = builder.start().waitFor();
    long nanos = System.nanoTime() - start;
    if (code != 0) {
      throw new IOException("/bin/true ended with " + code);
    }
    return nanos;
  }
}
