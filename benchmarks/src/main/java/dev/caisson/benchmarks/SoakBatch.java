package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Containers to which things happen by chance, the same ones in each soak. */
final class SoakBatch {

  /** How many are in a batch. */
  static final int SIZE = 200;

  private static final long SEED = 20_000;

  private final Path root;
  private final Random random = new Random(SEED);

  SoakBatch(Path root) {
    this.root = root;
  }

  /** Runs them, and returns how often what has happened. */
  String runOneByOne() throws IOException, InterruptedException {
    List<Misfortune> drawn = draw();
    for (Misfortune one : drawn) {
      one.befall(root);
    }
    return line(drawn);
  }

  /** Runs them all at a time. */
  String runAtOnce() throws IOException, InterruptedException {
    List<Misfortune> drawn = draw();
    ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Misfortune one : drawn) {
        running.add(
            threads.submit(
                () -> {
                  one.befall(root);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("one of " + SIZE + " at a time: " + e.getMessage(), e);
    } finally {
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
    return line(drawn);
  }

  private List<Misfortune> draw() {
    List<Misfortune> drawn = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      drawn.add(Misfortune.next(random));
    }
    return drawn;
  }

  private static String line(List<Misfortune> drawn) {
    return drawn.stream().map(Misfortune::name).collect(Collectors.joining(" "));
  }

  /** Counts what the lines of {@link #runOneByOne} tell. */
  static Map<Misfortune, Integer> count(List<String> lines) {
    Map<Misfortune, Integer> counts = new EnumMap<>(Misfortune.class);
    for (String line : lines) {
      for (String name : line.split(" ", -1)) {
        counts.merge(Misfortune.valueOf(name), 1, Integer::sum);
      }
    }
    return counts;
  }
}
