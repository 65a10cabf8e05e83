package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Does tasks in a few threads of its own; the first that fails ends all. */
final class Parallel {

  private static final long LAST_WAIT_SECONDS = 30;

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
    ExecutorService executor =
        Executors.newFixedThreadPool(Math.min(threads, tasks.size()), Parallel::daemon);
    try {
      CompletionService<Boolean> done = new ExecutorCompletionService<>(executor);
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
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      end(executor);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caisson-transfer");
    thread.setDaemon(true);
    return thread;
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
  private static void end(ExecutorService executor) throws InterruptedException {
    executor.shutdownNow();
    if (!executor.awaitTermination(LAST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a transfer does not end");
    }
  }
}
