package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.Ending;
import dev.caisson.Result;
import dev.caisson.RunningContainer;
import dev.caisson.Signal;
import dev.caisson.error.CaissonException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hands the command and its process group the signals that this process gets. After SIGTERM it may
 * go on for the stop timeout; the third in a row of those that ask it to end kills the container.
 *
 * <p>Such a signal that comes before the command is there keeps it from starting, or is the first
 * thing that it gets.
 */
final class ForwardedSignals {

  private static final int ENOUGH = 3;
  // So that Ctrl-C can be used in a shell inside as often as one likes.
  private static final Duration IN_A_ROW = Duration.ofSeconds(10);

  private static final Set<String> ENDING = Set.of("SIGHUP", "SIGINT", "SIGTERM");

  private final Thread starter = Thread.currentThread();
  private final Duration stopTimeout;
  private final List<Signal> early = new ArrayList<>();
  private Optional<RunningContainer> container = Optional.empty();
  private Optional<String> reason = Optional.empty();
  private long first;
  private int count;

  private ForwardedSignals(Duration stopTimeout) {
    this.stopTimeout = stopTimeout;
  }

  /** Takes these signals from now on; called by the thread that starts the container. */
  static ForwardedSignals begin(Duration stopTimeout) {
    ForwardedSignals signals = new ForwardedSignals(stopTimeout);
    SignalHandler.install(signals::take);
    return signals;
  }

  /**
   * Starts the container that gets them.
   *
   * @throws Stopped if one came before the command was there
   */
  RunningContainer start(Container container) throws CaissonException, InterruptedException {
    try {
      RunningContainer running = container.start();
      begun(running);
      return running;
    } catch (CaissonException | InterruptedException | RuntimeException e) {
      Optional<Signal> came = firstEarly();
      if (came.isPresent()) {
        throw new Stopped(came.get(), e);
      }
      throw e;
    }
  }

  private synchronized Optional<Signal> firstEarly() {
    return early.stream().findFirst();
  }

  private synchronized void begun(RunningContainer running) {
    container = Optional.of(running);
    // The interrupt of an early signal came too late.
    Thread.interrupted();
    notifyAll();
  }

  /** Takes one signal, in a thread that has nothing else to do. */
  private void take(Signal signal) {
    try {
      if (!ENDING.contains(signal.toString())) {
        await().signalGroup(signal);
        return;
      }
      RunningContainer running = await(signal);
      if (isLast(signal)) {
        end(running, signal);
      } else if (running.signalGroup(signal) && signal.equals(Signal.TERM)) {
        killAfterTimeout(running);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CaissonException e) {
      Complaint.of(e).print();
    }
  }

  private synchronized RunningContainer await(Signal signal) throws InterruptedException {
    if (container.isEmpty()) {
      early.add(signal);
      if (early.size() == ENOUGH) {
        // The end of this JVM takes down what is there of the container.
        System.exit(ExitStatus.of(signal));
      }
      starter.interrupt();
    }
    return await();
  }

  private synchronized RunningContainer await() throws InterruptedException {
    while (container.isEmpty()) {
      wait();
    }
    return container.get();
  }

  private static void end(RunningContainer running, Signal signal) throws CaissonException {
    if (!running.isAlive()) {
      // What is left is this process, which waits for somebody to read what the command wrote.
      System.exit(ExitStatus.of(signal));
    }
    running.kill();
  }

  private synchronized boolean isLast(Signal signal) {
    long now = System.nanoTime();
    if (count == 0 || now - first > IN_A_ROW.toNanos()) {
      first = now;
      count = 0;
    }
    count++;
    if (count >= ENOUGH && reason.isEmpty()) {
      reason = Optional.of("killed at " + signal + ", the third signal");
    }
    return count >= ENOUGH;
  }

  private void killAfterTimeout(RunningContainer running)
      throws CaissonException, InterruptedException {
    if (running.waitFor(stopTimeout).isEmpty()) {
      synchronized (this) {
        reason = Optional.of("killed, since it did not end after SIGTERM");
      }
      running.kill();
    }
  }

  /** Returns why this has killed the container, if it has. */
  synchronized Optional<String> reason(Result result) {
    boolean killed =
        result.ending() == Ending.SIGNAL && result.signal().equals(Optional.of(Signal.KILL));
    return killed ? reason.map(why -> "the command was " + why) : Optional.empty();
  }
}
