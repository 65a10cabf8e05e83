package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Ending;
import dev.caisson.Result;
import dev.caisson.Root;
import dev.caisson.RunningContainer;
import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What may happen to a container. */
enum Misfortune {
  /** Nothing does. */
  NONE {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      require(container(root, "true").run(), 0);
    }
  },
  /** It exits with a code. */
  EXIT_CODE {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      require(container(root, "errand", "exit", "7").run(), 7);
    }
  },
  /** There is no such command. */
  NOT_FOUND {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      try {
        Result result = container(root, "none").run();
        throw new IOException("a command that is not there has ended with " + result);
      } catch (CaissonException e) {
        if (!e.toString().contains("/bin/none")) {
          throw e;
        }
      }
    }
  },
  /** Its caller kills it. */
  KILLED {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      try (RunningContainer running = container(root, "errand", "pause").start()) {
        running.kill();
        require(running.waitFor(), Ending.SIGNAL);
      }
    }
  },
  /** It takes too long. */
  TIMEOUT {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      require(
          container(root, "errand", "pause").timeout(Duration.ofMillis(20)).run(), Ending.TIMEOUT);
    }
  },
  /** It needs more memory than it may have. */
  OUT_OF_MEMORY {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      require(container(root, "errand", "eat").memory(16 << 20).run(), Ending.OUT_OF_MEMORY);
    }
  },
  /** It writes more than it may. */
  OUTPUT_LIMIT {
    @Override
    void befall(Path root) throws IOException, InterruptedException {
      require(container(root, "errand", "flood").outputLimit(100_000).run(), Ending.OUTPUT_LIMIT);
    }
  };

  // Most containers end well.
  private static final int CHANCES = 20;
  private static final List<Misfortune> ALL = List.of(values());

  /** Runs a container to which this happens, and checks that it did. */
  abstract void befall(Path root) throws IOException, InterruptedException;

  /** Draws one. */
  static Misfortune next(Random random) {
    int chance = random.nextInt(CHANCES);
    return chance < ALL.size() ? ALL.get(chance) : NONE;
  }

  private static ContainerBuilder container(Path root, String program, String... words) {
    return Container.builder()
        .root(Root.directory(root))
        .pids(ContainerLimits.PIDS)
        .command(Blocks.command("/bin/" + program, words));
  }

  private static void require(Result result, int code) throws IOException {
    if (result.exitCode().orElse(-1) != code) {
      throw new IOException("a container that was to exit with " + code + " ended with " + result);
    }
  }

  private static void require(Result result, Ending ending) throws IOException {
    if (result.ending() != ending) {
      throw new IOException("a container that was to end by " + ending + " ended with " + result);
    }
  }
}
