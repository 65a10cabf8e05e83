package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Does tasks in a few threads of its own; the first that fails ends all. */
final class Parallel {

  private static final Duration LAST_WAIT = Duration.ofSeconds(30);

  /** A task. */
  @FunctionalInterface
  interface Task {
    void run() throws CaissonException, InterruptedException;
  }

  private Parallel() {}

  static void run(int threads, List<Task> tasks) throws CaissonException, InterruptedException {
    if (tasks.isEmpty()) {
      return;
    }
    // Joined by themselves: a pool calls itself terminated while its last threads are still ending.
    Queue<Thread> begun = new ConcurrentLinkedQueue<>();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(threads, tasks.size()),
            body -> {
              Thread thread = new Thread(body, "caisson-transfer");
              thread.setDaemon(true);
              begun.add(thread);
              return thread;
            });
    try {
      awaitAll(tasks, new ExecutorCompletionService<>(executor));
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      executor.shutdownNow();
      end(begun);
    }
  }

  private static void awaitAll(List<Task> tasks, CompletionService<Boolean> done)
      throws ExecutionException, InterruptedException {
    for (Task task : tasks) {
      done.submit(
          () -> {
            task.run();
            return true;
          });
    }
    for (int i = 0; i < tasks.size(); i++) {
      done.take().get();
    }
  }

  private static CaissonException failure(ExecutionException failed) throws InterruptedException {
    Throwable cause = failed.getCause();
    if (cause instanceof CaissonException own) {
      return own;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw cause instanceof RuntimeException own ? own : new IllegalStateException(cause);
  }

  /** What is interrupted ends soon; nothing may go on to use what the caller closes. */
  private static void end(Collection<Thread> threads) throws InterruptedException {
    long until = System.nanoTime() + LAST_WAIT.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
      if (thread.isAlive()) {
        throw new IllegalStateException("a transfer does not end");
      }
    }
  }
}
