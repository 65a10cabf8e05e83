package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Child;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Pidfd;
import dev.caisson.linux.WaitStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/**
 * The time between a stage's start and its payload's exec, as its status records tell it. One
 * thread uses it.
 */
final class Birth<P extends LaunchedProcess> {

  private static final int POLL_MILLIS = 50;
  private static final int AT_ONCE = 0;

  private final Child stage;
  private final FdChannel status;
  private final Adoption<P> adoption;
  private final Function<StatusRecord, CaissonException> failure;
  private final Queue<StatusRecord> early = new ArrayDeque<>();
  private Optional<P> process = Optional.empty();
  private Optional<WaitStatus> stageEnd = Optional.empty();

  /** Makes an owner of a child; {@code early} is what has been reported of it already. */
  interface Adoption<P> {
    P adopt(Child child, Pidfd pidfd, Queue<StatusRecord> early);
  }

  /**
   * Takes over the stage.
   *
   * @param failure returns what a record of a failed operation means
   */
  Birth(
      Child stage,
      FdChannel status,
      Adoption<P> adoption,
      Function<StatusRecord, CaissonException> failure) {
    this.stage = stage;
    this.status = status;
    this.adoption = adoption;
    this.failure = failure;
  }

  /**
   * Returns the first process, once the stage has cloned it.
   *
   * <p>No interrupt ends this, or a new process would not be known, and never be reaped.
   */
  P forked() throws CaissonException {
    if (process.isEmpty()) {
      process = Optional.of(awaitForked());
    }
    return process.get();
  }

  // Not until the stage has ended, as the new process waits for the caller by now.
  private P awaitForked() throws CaissonException {
    while (mayReport()) {
      Optional<StatusRecord> record = StatusRecord.read(status);
      if (record.isEmpty()) {
        break;
      }
      if (record.get().is(Status.FORKED)) {
        return adopt(new Child(Math.toIntExact(record.get().value())));
      }
      // The new process may be faster than the stage that reports it.
      early.add(record.get());
    }
    WaitStatus end = reapStage();
    throw early.isEmpty() ? died("stage", end) : failure.apply(early.remove());
  }

  /** Waits for a record, or for the end of who could write the one that is waited for. */
  private boolean mayReport() throws SystemCallException {
    boolean there = status.awaitReadable(POLL_MILLIS);
    while (!there && stageEnd.isEmpty()) {
      stageEnd = stage.reapIfEnded().map(Child.End::status);
      there = status.awaitReadable(stageEnd.isEmpty() ? POLL_MILLIS : AT_ONCE);
    }
    return there;
  }

  private WaitStatus reapStage() throws SystemCallException {
    if (stageEnd.isEmpty()) {
      stageEnd = Optional.of(stage.reap().status());
    }
    return stageEnd.get();
  }

  private P adopt(Child child) throws CaissonException {
    try {
      return adoption.adopt(child, child.open(), early);
    } catch (CaissonException e) {
      child.kill();
      child.reap();
      throw e;
    }
  }

  /** Waits until the first process has reported that the payload is executed, and returns it. */
  P started() throws CaissonException, InterruptedException {
    P born = forked();
    reapStage();
    Optional<StatusRecord> record = nextRecord();
    if (record.isEmpty()) {
      born.destroy();
      throw died("first process", born.reap().status());
    }
    if (!record.get().is(Status.STARTED)) {
      throw failure.apply(record.get());
    }
    return born;
  }

  /**
   * Waits until the payload itself can't report any more, as it is executed, and returns it.
   *
   * @param limit the longest that this may take, since the container can stop it; empty for ever
   */
  P executed(Optional<Duration> limit) throws CaissonException, InterruptedException {
    P born = forked();
    reapStage();
    if (early.isEmpty() && limit.isPresent()) {
      awaitRecord(limit.get());
    }
    Optional<StatusRecord> record = nextRecord();
    if (record.isPresent()) {
      throw failure.apply(record.get());
    }
    return born;
  }

  private void awaitRecord(Duration limit) throws CaissonException, InterruptedException {
    long start = System.nanoTime();
    while (!status.awaitReadable(POLL_MILLIS)) {
      requireNoInterrupt();
      if (Duration.ofNanos(System.nanoTime() - start).compareTo(limit) > 0) {
        throw new CaissonException(
            "start command",
            "",
            "it was not executed within its timeout of " + limit.toMillis() + " ms",
            Optional.of("see whether processes of the container stop all others"));
      }
    }
  }

  private Optional<StatusRecord> nextRecord() throws CaissonException, InterruptedException {
    return early.isEmpty() ? next() : Optional.of(early.remove());
  }

  private Optional<StatusRecord> next() throws CaissonException, InterruptedException {
    while (!status.awaitReadable(POLL_MILLIS)) {
      requireNoInterrupt();
    }
    return StatusRecord.read(status);
  }

  private static void requireNoInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while starting a container");
    }
  }

  private static CaissonException died(String who, WaitStatus status) {
    String how =
        status.signal().isPresent()
            ? "signal " + status.signal().getAsInt()
            : "exit code " + status.exitCode().orElse(0);
    return new CaissonException(
        "start container",
        "",
        "the " + who + " was ended by " + how + " before the command was executed",
        Optional.of("see the kernel's log for what killed it"));
  }

  /** Makes everything end that was begun, waits until it has, and reaps. */
  void abandon() throws CaissonException {
    try {
      if (process.isPresent() || stageEnd.isEmpty()) {
        forked().destroy();
        forked().reap();
        reapStage();
      }
    } finally {
      process.ifPresent(LaunchedProcess::close);
      status.close();
    }
  }
}
