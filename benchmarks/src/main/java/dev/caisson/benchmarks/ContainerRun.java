package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.Output;
import dev.caisson.Result;
import dev.caisson.Root;
import dev.caisson.namespaces.NetworkPool;
import java.io.IOException;
import java.util.Optional;

/** Our container, which runs /bin/true. */
final class ContainerRun implements Contestant {

  // Few, so that what is measured for a while is not what was made before.
  private static final int NETWORKS = 2;

  private final Container container;
  private final Optional<NetworkPool> networks;

  ContainerRun(Root root, Isolation isolation) {
    this(builder(root, isolation), Optional.empty());
  }

  private ContainerRun(ContainerBuilder builder, Optional<NetworkPool> networks) {
    networks.ifPresent(builder::networkFrom);
    this.container = builder.build();
    this.networks = networks;
  }

  /** Makes one that takes its network from a pool. */
  static ContainerRun pooled(Root root, Isolation isolation)
      throws IOException, InterruptedException {
    return new ContainerRun(builder(root, isolation), Optional.of(NetworkPool.open(NETWORKS)));
  }

  private static ContainerBuilder builder(Root root, Isolation isolation) {
    ContainerBuilder builder =
        Container.builder()
            .root(root)
            .command("/bin/true")
            .stdin(Input.inherit())
            .stdout(Output.inherit())
            .stderr(Output.inherit());
    isolation.apply(builder);
    return builder;
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
  public void close() {
    networks.ifPresent(NetworkPool::close);
  }
}
