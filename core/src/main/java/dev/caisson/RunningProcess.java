package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Deadlines;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command that has been executed: a container's own, or one that was run in it later.
 *
 * <p>It lives on when the thread that started it ends, and dies when the JVM does, however that
 * happens. Closing it kills it where it still runs, and waits until nothing of it is left.
 *
 * <p>Any thread may use it.
 */
public abstract sealed class RunningProcess implements AutoCloseable
    permits RunningContainer, RunningCommand {

  private final Life life;
  private final Wiring wiring;
  private volatile boolean told;

  RunningProcess(Life life, Wiring wiring) {
    this.life = life;
    this.wiring = wiring;
  }

  /** Returns the process id, as this machine sees it: of a container, that of its first process. */
  public final int pid() {
    return life.pid();
  }

  /**
   * Returns the stream that the command reads.
   *
   * @throws IllegalStateException if its standard input is not {@link Input#pipe}
   */
  public final OutputStream stdin() {
    return piped("stdin", wiring.stdin());
  }

  /**
   * Returns the stream that the command writes its output to.
   *
   * @throws IllegalStateException if its standard output is not {@link Output#pipe}
   */
  public final InputStream stdout() {
    return piped("stdout", wiring.stdout());
  }

  /**
   * Returns the stream that the command writes its errors to.
   *
   * @throws IllegalStateException if its standard error is not {@link Output#pipe}
   */
  public final InputStream stderr() {
    return piped("stderr", wiring.stderr());
  }

  /**
   * Returns the stream that the command reads at a descriptor.
   *
   * @throws IllegalStateException if it was not given {@link Passed#reading} of {@link Input#pipe}
   *     by this name
   */
  public final OutputStream input(String name) {
    return piped("descriptor " + name, wiring.passed().input(name));
  }

  /**
   * Returns the stream that the command writes at a descriptor.
   *
   * @throws IllegalStateException if it was not given {@link Passed#writing} by this name
   */
  public final InputStream output(String name) {
    return piped("descriptor " + name, wiring.passed().output(name));
  }

  /**
   * Sets the size of the terminal, of which what runs in its foreground is told by SIGWINCH; does
   * nothing once the stream of its output is closed.
   *
   * @throws IllegalStateException if the command has no terminal
   */
  public final void resize(TerminalSize size) throws CaissonException {
    Objects.requireNonNull(size, "size");
    wiring
        .terminal()
        .orElseThrow(() -> new IllegalStateException("the command has no terminal"))
        .resize(size);
  }

  /** Sets the size of the terminal, as {@link #resize(TerminalSize)} does. */
  public final void resize(int columns, int rows) throws CaissonException {
    resize(new TerminalSize(columns, rows));
  }

  private static <T> T piped(String name, Optional<T> stream) {
    return stream.orElseThrow(() -> new IllegalStateException(name + " is not a pipe"));
  }

  /**
   * Sends the command a signal.
   *
   * @return whether it was still there to take it
   */
  public final boolean signal(Signal signal) throws CaissonException {
    return life.signal(signal);
  }

  /**
   * Sends a signal to the command and to all that are in its process group, as a terminal does on
   * Ctrl-C.
   *
   * @return whether it was still there to take it
   */
  public final boolean signalGroup(Signal signal) throws CaissonException {
    return life.signalGroup(signal);
  }

  /**
   * Makes it end at once, with every process of the container where it is one; does nothing where
   * it has ended.
   */
  public final void kill() throws CaissonException {
    life.kill();
  }

  /** Returns whether it still runs: a snapshot. */
  public final boolean isAlive() {
    return !life.done().isDone();
  }

  /**
   * Waits for the end.
   *
   * @throws InterruptedException if the thread is interrupted; it goes on
   */
  public final Result waitFor() throws CaissonException, InterruptedException {
    try {
      return life.done().get();
    } catch (ExecutionException e) {
      throw tell(e);
    }
  }

  /**
   * Waits for the end, for at most so long.
   *
   * @return the result; empty if it still runs
   * @throws InterruptedException if the thread is interrupted; it goes on
   */
  public final Optional<Result> waitFor(Duration timeout)
      throws CaissonException, InterruptedException {
    try {
      return Optional.of(life.done().get(Deadlines.nanos(timeout), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw tell(e);
    }
  }

  private CaissonException tell(ExecutionException failed) {
    told = true;
    return Life.failure(failed);
  }

  /**
   * Returns a future that completes with the end; a new one each time, so that cancelling it
   * changes nothing. What depends on it runs in the common pool.
   */
  public final CompletableFuture<Result> onExit() {
    return life.done().thenApplyAsync(result -> result);
  }

  /**
   * Kills it where it still runs, waits until nothing of it is left, and closes the streams.
   *
   * <p>What went wrong at the end is thrown here unless {@link #waitFor} has thrown it.
   *
   * <p>An interrupt does not end the wait, which the kernel's work alone takes; it is kept.
   */
  @Override
  public final void close() throws CaissonException {
    boolean interrupted = false;
    try {
      kill();
      while (true) {
        try {
          life.done().get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          // In a try-with-resources it would be suppressed in itself.
          if (told) {
            return;
          }
          throw tell(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      wiring.close();
      closeOwn();
    }
  }

  /** Closes what this kind of process has besides, once it has ended. */
  void closeOwn() throws CaissonException {}
}
