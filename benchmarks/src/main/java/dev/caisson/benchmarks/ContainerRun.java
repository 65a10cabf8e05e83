package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.Output;
import dev.caisson.Result;
import dev.caisson.Root;
import java.io.IOException;
import java.nio.file.Path;

/** Our container: every namespace, an overlay, limits of memory and of processes. */
final class ContainerRun implements Contestant {

  private final String name;
  private final Container container;

  ContainerRun(String name, Path root, Isolation isolation) {
    this.name = name;
    ContainerBuilder builder =
        Container.builder()
            .root(Root.directory(root))
            .command("/bin/true")
            .memory(ContainerLimits.MEMORY)
            .pids(ContainerLimits.PIDS)
            .stdin(Input.inherit())
            .stdout(Output.inherit())
            .stderr(Output.inherit());
    isolation.apply(builder);
    container = builder.build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Result result = container.run();
    long nanos = System.nanoTime() - start;
    if (!result.isSuccess()) {
      throw new IOException("the container ended with " + result);
    }
    return nanos;
  }

  @Override
  public void close() {}
}
