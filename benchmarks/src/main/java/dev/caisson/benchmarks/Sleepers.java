package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Output;
import dev.caisson.Root;
import dev.caisson.RunningContainer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Containers that live on and do nothing. */
final class Sleepers implements AutoCloseable {

  private final Container container;
  private final Deque<RunningContainer> alive = new ArrayDeque<>();

  Sleepers(Root root, Isolation isolation) {
    ContainerBuilder builder =
        Container.builder()
            .root(root)
            .command("/bin/errand", "pause")
            .stdout(Output.discard())
            .stderr(Output.discard());
    isolation.apply(builder);
    container = builder.build();
  }

  /** Starts one more. */
  void add() throws IOException, InterruptedException {
    alive.addLast(container.start());
  }

  /** Ends the youngest. */
  void remove() throws IOException {
    RunningContainer youngest = alive.removeLast();
    if (!youngest.isAlive()) {
      throw new IOException("a container that was to sleep has ended");
    }
    youngest.close();
  }

  /** Ends all: they die side by side. */
  @Override
  public void close() throws IOException {
    for (RunningContainer one : alive) {
      if (!one.isAlive()) {
        throw new IOException("a container that was to sleep has ended");
      }
    }
    for (RunningContainer one : alive) {
      one.kill();
    }
    while (!alive.isEmpty()) {
      alive.removeLast().close();
    }
  }
}
