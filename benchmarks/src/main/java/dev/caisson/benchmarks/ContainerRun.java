package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.Output;
import dev.caisson.Result;
import dev.caisson.Root;
import java.io.IOException;

/** Our container, which runs /bin/true. */
final class ContainerRun implements Contestant {

  private final Container container;

  ContainerRun(Root root, Isolation isolation) {
    ContainerBuilder builder =
        Container.builder()
            .root(root)
            .command("/bin/true")
            .stdin(Input.inherit())
            .stdout(Output.inherit())
            .stderr(Output.inherit());
    isolation.apply(builder);
    container = builder.build();
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
}
