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

/** /bin/true in a container of ours that sleeps. */
record ContainerExec(RunningContainer container) implements Contestant {

  static ContainerExec start(Path root, Isolation isolation)
      throws IOException, InterruptedException {
    ContainerBuilder builder =
        Container.builder()
            .root(Root.directory(root))
            .command("/bin/errand", "pause")
            .stdout(Output.discard())
            .stderr(Output.discard());
    isolation.apply(builder);
    return new ContainerExec(builder.start());
  }

  @Override
  public long run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Result result =
        container
            .exec("/bin/true")
            .stdin(Input.inherit())
            .stdout(Output.inherit())
            .stderr(Output.inherit())
            .run();
    long nanos = System.nanoTime() - start;
    if (!result.isSuccess()) {
      throw new IOException("the command ended with " + result);
    }
    return nanos;
  }

  @Override
  public void close() throws IOException {
    container.close();
  }
}
