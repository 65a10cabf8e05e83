package dev.caisson;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.LaunchedProcess;
import dev.caisson.linux.Deadlines;
import dev.caisson.linux.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is known of a container from its start to its end, which the loop's thread brings about. */
final class Life {

  private final LaunchedProcess process;
  private final Optional<Cgroup> group;
  private final Wiring wiring;
  private final Circumstances circumstances;
  private final long started = System.nanoTime();
  private final AtomicReference<@Nullable Ending> cause = new AtomicReference<>();
  private final CompletableFuture<Result> done = new CompletableFuture<>();
  private final Failures failures = new Failures();
  private final List<Loop.Watch> watches = new ArrayList<>(2);
  private final Suspension suspension;
  private Failures.Action afterKill;
  private Failures.Action atEnd = () -> {};
  private Optional<Life> around = Optional.empty();
  private boolean released;
  private boolean outOfMemory;
  private Optional<Deadlines.Deadline> deadline = Optional.empty();

  Life(
      LaunchedProcess process, Optional<Cgroup> group, Wiring wiring, Circumstances circumstances) {
    this.process = process;
    this.group = group;
    this.wiring = wiring;
    this.circumstances = circumstances;
    this.suspension = new Suspension(process, group);
    this.afterKill = suspension::letDie;
  }

  /**
   * Makes this die with the container that it is in, and though that is paused; before it begins.
   */
  void inside(Life container) {
    around = Optional.of(container);
    afterKill = () -> container.suspension.letDie(process);
  }

  /**
   * Makes this end every process of a group, where the end of its own process does not; before it
   * begins.
   */
  void endsGroup(Cgroup processes) {
    atEnd = processes::kill;
  }

  Suspension suspension() {
    return suspension;
  }

  /** Hands the container to the loop, which may see its end before this is done. */
  synchronized void begin(Loop loop, Optional<Duration> timeout) {
    if (attempt(() -> watches.add(loop.watch(process.ended(), this::end)))) {
      attempt(() -> watch(loop, timeout));
    } else {
      // Nothing will tell of the end, which is near, so it is waited for here.
      end();
    }
  }

  /** Does something without which the container can't go on; a failure ends it. */
  boolean attempt(Failures.Action action) {
    boolean done = failures.collect(action);
    if (!done) {
      failures.collect(this::kill);
    }
    return done;
  }

  private void watch(Loop loop, Optional<Duration> timeout) throws CaissonException {
    wiring.start(loop, this);
    if (group.isPresent() && group.get().outOfMemoryEvent().isPresent()) {
      var event = group.get().outOfMemoryEvent().get();
      watches.add(loop.watch(event.fd(), () -> endBy(Ending.OUT_OF_MEMORY)));
    }
    if (timeout.isPresent()) {
      long time = Deadlines.after(started, timeout.get());
      deadline = Optional.of(loop.at(time, () -> endBy(Ending.TIMEOUT)));
    }
  }

  /** Something that is done with what a container has. */
  interface Use<T> {
    T use() throws CaissonException;
  }

  /** Does something while nothing is released; empty where it has been. */
  synchronized <T> Optional<T> whileThere(Use<T> use) throws CaissonException {
    return released ? Optional.empty() : Optional.of(use.use());
  }

  int pid() {
    return process.pid();
  }

  CompletableFuture<Result> done() {
    return done;
  }

  boolean signal(Signal signal) throws SystemCallException {
    return process.signal(signal.number());
  }

  boolean signalGroup(Signal signal) throws SystemCallException {
    return process.signalGroup(signal.number());
  }

  void kill() throws CaissonException {
    process.destroy();
    afterKill.run();
  }

  /** Makes the container end for a reason; the first reason is the one that is reported. */
  void endBy(Ending reason) {
    cause.compareAndSet(null, reason);
    failures.collect(this::kill);
  }

  /** Returns the error with which a container's end was completed. */
  static CaissonException failure(ExecutionException e) {
    if (e.getCause() instanceof CaissonException known) {
      return known;
    }
    CaissonException failure =
        new CaissonException("end container", "", String.valueOf(e.getCause()), Optional.empty());
    failure.initCause(e);
    return failure;
  }

  private synchronized void end() {
    Duration wallTime = Duration.ofNanos(System.nanoTime() - started);
    watches.forEach(watch -> failures.collect(watch::cancel));
    deadline.ifPresent(Deadlines.Deadline::cancel);
    try {
      atEnd.run();
      Result result = result(wallTime);
      release();
      complete(result);
    } catch (CaissonException | RuntimeException e) {
      release();
      Exception later = failures.first();
      if (later != null) {
        e.addSuppressed(later);
      }
      done.completeExceptionally(e);
    }
  }

  private Result result(Duration wallTime) throws CaissonException {
    Summary summary = Summary.of(process.reap(), group);
    Captured stdout = wiring.finishStdout();
    Captured stderr = wiring.finishStderr();
    wiring.settle();
    // Only now is all output counted, which may have been too much.
    Ending ending = ending(summary);
    outOfMemory = ending == Ending.OUT_OF_MEMORY;
    return new Result(
        ending,
        summary.exitCode(ending),
        summary.signal(ending),
        stdout,
        stderr,
        wallTime,
        summary.cpuTime(),
        summary.peakMemory(),
        circumstances.processLimit(),
        circumstances.users());
  }

  private Ending ending(Summary summary) throws CaissonException {
    Ending ending = summary.ending(cause.get());
    boolean killed =
        ending == Ending.SIGNAL && summary.signal(ending).filter(Signal.KILL::equals).isPresent();
    // Memory is the container's, which the kernel kills whole when it runs out.
    return killed && around.isPresent() && around.get().isOutOfMemory()
        ? Ending.OUT_OF_MEMORY
        : ending;
  }

  /** Returns whether memory has run out in this container. */
  private synchronized boolean isOutOfMemory() throws CaissonException {
    return outOfMemory
        || cause.get() == Ending.OUT_OF_MEMORY
        || (!released && group.isPresent() && group.get().outOfMemoryKills().orElse(0) > 0);
  }

  private void release() {
    released = true;
    failures.collect(suspension::end);
    group.ifPresent(made -> failures.collect(made::close));
    process.close();
    wiring.closeCaptures();
    Running.remove(this);
  }

  private void complete(Result result) {
    Exception failure = failures.first();
    if (failure == null) {
      done.complete(result);
    } else {
      done.completeExceptionally(failure);
    }
  }
}
