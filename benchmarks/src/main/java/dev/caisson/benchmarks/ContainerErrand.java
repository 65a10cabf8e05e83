package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.Output;
import dev.caisson.Result;
import dev.caisson.Root;
import dev.caisson.RunningContainer;
import java.io.IOException;
import java.nio.file.Path;

/** Our containers, which do small things. */
final class ContainerErrand {

  private final Path root;
  private final Isolation isolation;

  ContainerErrand(Path root, Isolation isolation) {
    this.root = root;
    this.isolation = isolation;
  }

  private ContainerBuilder errand(String... words) {
    ContainerBuilder builder =
        Container.builder().root(Root.directory(root)).stderr(Output.inherit());
    isolation.apply(builder);
    return builder.command(Blocks.command("/bin/errand", words));
  }

  /** Reads what one writes, and returns the nanoseconds that took, but for its start. */
  long write(long bytes) throws IOException, InterruptedException {
    try (RunningContainer running =
        errand("write", Long.toString(bytes)).stdout(Output.pipe()).start()) {
      long nanos = Blocks.read(running.stdout(), bytes);
      require(running.waitFor());
      return nanos;
    }
  }

  /** Writes what one reads, until it has ended. */
  long read(long bytes) throws IOException, InterruptedException {
    try (RunningContainer running =
        errand("read", Long.toString(bytes)).stdin(Input.pipe()).stdout(Output.inherit()).start()) {
      long start = System.nanoTime();
      Blocks.write(running.stdin(), bytes);
      Result result = running.waitFor();
      long nanos = System.nanoTime() - start;
      require(result);
      return nanos;
    }
  }

  /** Returns the nanoseconds from its last call to the moment at which it is known to be over. */
  long seeEnd() throws IOException, InterruptedException {
    try (RunningContainer running = errand("stamp").stdout(Output.capture()).start()) {
      Result result = running.waitFor();
      // The clock of System.nanoTime is CLOCK_MONOTONIC.
      long now = System.nanoTime();
      require(result);
      return now - Long.parseLong(result.stdout().text());
    }
  }

  private static void require(Result result) throws IOException {
    if (!result.isSuccess()) {
      throw new IOException("the container ended with " + result);
    }
  }
}
