package dev.caisson.image;

import dev.caisson.error.CaissonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/**
 * Tasks of which as many run at a time as there are processors, begun in their order, so that each
 * may wait for those before it.
 *
 * @param <T> what a task results in
 */
final class OrderedTasks<T> {

  private final List<FutureTask<T>> all = new ArrayList<>();
  private final List<FutureTask<T>> open = new ArrayList<>();

  /** Adds a task. */
  void add(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    all.add(future);
    open.add(future);
  }

  /** Adds what needs no task. */
  void addResult(T result) {
    FutureTask<T> future = new FutureTask<>(() -> result);
    future.run();
    all.add(future);
  }

  /**
   * Runs all tasks; returns all results in their order.
   *
   * @throws CaissonException the first error in that order, once no task is running any more
   */
  List<T> run() throws CaissonException {
    int parallel = Math.min(open.size(), Runtime.getRuntime().availableProcessors());
    if (parallel <= 1) {
      open.forEach(FutureTask::run);
      return results();
    }
    // Joined by themselves: a pool calls itself terminated while its last threads are still ending.
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            parallel,
            body -> {
              Thread thread = new Thread(body, "caisson-unpack");
              thread.setDaemon(true);
              threads.add(thread);
              return thread;
            });
    try {
      open.forEach(pool::execute);
      return results();
    } finally {
      // What is still running after an error is of no use; nothing is left running.
      open.forEach(task -> task.cancel(true));
      pool.shutdown();
      threads.forEach(Uninterrupted::awaitEnd);
    }
  }

  private List<T> results() throws CaissonException {
    List<T> results = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      results.add(result(i));
    }
    return results;
  }

  /** Waits for the result of one task. */
  T result(int index) throws CaissonException {
    try {
      return all.get(index).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CaissonException known) {
        throw known;
      }
      throw new AssertionError("a task failed", e.getCause());
    } catch (CancellationException e) {
      throw interrupted(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static CaissonException interrupted(Exception cause) {
    CaissonException interrupted =
        new CaissonException("unpack", "image", "interrupted", Optional.empty());
    interrupted.initCause(cause);
    return interrupted;
  }
}
