package dev.caisson.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Workers who run side by side for a while, each on a thread: as one contestant, whose time is that
 * of the whole divided by how often something ran.
 */
final class Crowd implements Contestant {

  private final List<Contestant> workers;
  private final Duration length;
  private final ExecutorService threads;

  Crowd(List<? extends Contestant> workers, Duration length) {
    this.workers = List.copyOf(workers);
    this.length = length;
    threads = Executors.newFixedThreadPool(workers.size());
  }

  /** Starts so many of one kind. */
  static Crowd of(int count, Duration length, Entry.Opening opening)
      throws IOException, InterruptedException {
    List<Contestant> workers = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        workers.add(opening.open());
      }
    } catch (IOException | InterruptedException e) {
      workers.forEach(worker -> worker.closeAfter(e));
      throw e;
    }
    return new Crowd(workers, length);
  }

  @Override
  public long run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    List<Future<Long>> counts = new ArrayList<>();
    for (Contestant worker : workers) {
      counts.add(threads.submit(() -> workUntil(worker, end)));
    }
    long runs = 0;
    for (Future<Long> count : counts) {
      runs += result(count);
    }
    return (System.nanoTime() - start) / runs;
  }

  // At least once, so that a slow one is never an empty run.
  private static long workUntil(Contestant worker, long end)
      throws IOException, InterruptedException {
    long runs = 0;
    do {
      worker.run();
      runs++;
    } while (System.nanoTime() - end < 0);
    return runs;
  }

  private static long result(Future<Long> count) throws IOException, InterruptedException {
    try {
      return count.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new IOException(failure.getMessage(), failure);
      }
      throw new IllegalStateException("a worker failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdown();
    IOException failure = null;
    for (Contestant worker : workers) {
      try {
        worker.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
