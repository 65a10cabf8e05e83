package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;

/**
 * A thread that has entered namespaces, runs pieces of Java there one after another, and is thrown
 * away: it comes from no pool and goes to none.
 *
 * <p>The kernel lets one thread of a JVM enter net, uts, ipc, cgroup and mnt, and only with
 * CAP_SYS_ADMIN in the JVM's user namespace and in the one that owns the namespace. The rest of the
 * JVM stays where it is, from which follows:
 *
 * <ul>
 *   <li>A socket that is opened inside belongs to that network for good and can be used outside.
 *   <li>A thread or process that is started inside is born inside. So do not start pools there, the
 *       common pool of {@code parallelStream()} and {@code CompletableFuture} among them, and for a
 *       minute after a process was started there the JDK's thread that reaps it stays too.
 *   <li>{@code /proc/self} and {@code /proc/net} show the JVM's first thread, which is outside;
 *       {@code /proc/thread-self} shows this one.
 *   <li>In a mount namespace, paths lead through its files, relative ones from its root, and a
 *       class that is used for the first time is looked for there.
 * </ul>
 *
 * <pre>{@code
 * try (NamespaceThread thread = NamespaceThread.join(net)) {
 *   ServerSocket server = thread.call(() -> new ServerSocket(80));
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class NamespaceThread implements AutoCloseable {

  /** How long an interrupted piece of Java is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Queue<NamespaceJob<?>> waiting = new ArrayDeque<>();
  private final Thread thread;
  private Optional<NamespaceJob<?>> running = Optional.empty();
  private boolean closed;

  /** A piece of Java with a result; X is what else it throws. */
  @FunctionalInterface
  public interface Task<T, X extends Exception> {
    /** Runs inside the namespaces. */
    T call() throws X, InterruptedException;
  }

  /** A piece of Java without a result; X is what else it throws. */
  @FunctionalInterface
  public interface Action<X extends Exception> {
    /** Runs inside the namespaces. */
    void run() throws X, InterruptedException;
  }

  private NamespaceThread() {
    this.thread = new Thread(null, this::work, "caisson-namespace", 0, false);
    thread.setDaemon(true);
  }

  /**
   * Starts a thread and enters namespaces with it, which may be closed afterwards.
   *
   * @throws IllegalArgumentException if there is none, two are of one kind, or one is a pid, user
   *     or time namespace, which no thread of a JVM can enter
   * @throws CaissonException EPERM without the right to enter one; no thread is left then
   */
  public static NamespaceThread join(NamespaceHandle... namespaces) throws CaissonException {
    return join(Arrays.asList(namespaces));
  }

  /**
   * Starts a thread and enters namespaces with it, which may be closed afterwards.
   *
   * @throws IllegalArgumentException as {@link #join(NamespaceHandle...)} does
   * @throws CaissonException as {@link #join(NamespaceHandle...)} does
   */
  public static NamespaceThread join(Collection<NamespaceHandle> namespaces)
      throws CaissonException {
    NamespaceThread entered = new NamespaceThread();
    NamespaceJob<?> entry = entered.submit(new NamespaceJob<>(task(new Entry(namespaces))));
    entered.thread.start();
    entry.awaitUninterruptibly();
    try {
      entry.<CaissonException>outcome();
      return entered;
    } catch (CaissonException | RuntimeException e) {
      entered.close();
      throw e;
    }
  }

  /**
   * Runs a piece of Java inside, and waits for it; several callers take turns.
   *
   * <p>What it throws is thrown here, the same object. An interrupt of the caller is passed on, and
   * what comes of it is the outcome here too; only if nothing does within a second,
   * InterruptedException is thrown and the piece left alone.
   *
   * @throws InterruptedException if the caller was interrupted
   * @throws IllegalStateException if this is closed
   */
  public <T, X extends Exception> T call(Task<T, X> task) throws X, InterruptedException {
    if (Thread.currentThread() == thread) {
      return task.call();
    }
    NamespaceJob<T> job = submit(new NamespaceJob<>(task));
    try {
      job.await();
    } catch (InterruptedException e) {
      if (job.withdraw()) {
        throw e;
      }
      job.interrupt();
      if (!job.await(GRACE)) {
        throw e;
      }
      if (!job.wasInterrupted()) {
        Thread.currentThread().interrupt();
      }
    }
    return job.<X>outcome();
  }

  /**
   * Runs a piece of Java inside that has no result, and else does as {@link #call}.
   *
   * @throws InterruptedException if the caller was interrupted
   */
  public <X extends Exception> void run(Action<X> action) throws X, InterruptedException {
    call(task(action));
  }

  private static <X extends Exception> Task<Action<X>, X> task(Action<X> action) {
    return () -> {
      action.run();
      return action;
    };
  }

  private synchronized <T> NamespaceJob<T> submit(NamespaceJob<T> job) {
    if (closed) {
      throw new IllegalStateException("the thread in the namespaces is closed");
    }
    waiting.add(job);
    notifyAll();
    return job;
  }

  private void work() {
    for (Optional<NamespaceJob<?>> job = next(); job.isPresent(); job = next()) {
      job.get().run();
    }
  }

  private synchronized Optional<NamespaceJob<?>> next() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt it between two jobs, and it would miss the next.
      }
    }
    running = Optional.ofNullable(waiting.poll());
    return running;
  }

  /** Returns whether the thread lives; after {@link #close}, only in a piece that does not end. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /**
   * Ends the thread: what runs is interrupted and waited for, for a second at most, and what has
   * not begun is refused to its caller. A piece that does not end keeps the thread, and by it the
   * namespaces, until it does. Closing twice is harmless.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      waiting.forEach(NamespaceJob::end);
      waiting.clear();
      running.ifPresent(NamespaceJob::end);
      notifyAll();
    }
    if (Thread.currentThread() != thread) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      thread.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
