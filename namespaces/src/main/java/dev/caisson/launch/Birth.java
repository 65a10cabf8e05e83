package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Child;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.WaitStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/**
 * The time between a stage's start and its payload's exec, as its status records tell it. One
 * thread uses it.
 */
final class Birth {

  private static final int POLL_MILLIS = 50;
  private static final int AT_ONCE = 0;

  private final Child stage;
  private final FdChannel status;
  private final FdChannel control;
  private final Function<StatusRecord, CaissonException> failure;
  private final Queue<StatusRecord> early = new ArrayDeque<>();
  private Optional<FirstProcess> process = Optional.empty();
  private boolean stageReaped;

  /**
   * Takes over the stage and the channels.
   *
   * @param failure returns what a record of a failed operation means
   */
  Birth(
      Child stage,
      FdChannel status,
      FdChannel control,
      Function<StatusRecord, CaissonException> failure) {
    this.stage = stage;
    this.status = status;
    this.control = control;
    this.failure = failure;
  }

  /**
   * Returns the first process, once the stage has cloned it.
   *
   * <p>No interrupt ends this, or a new process would not be known, and never be reaped.
   */
  FirstProcess forked() throws CaissonException {
    if (process.isEmpty()) {
      process = Optional.of(awaitForked());
    }
    return process.get();
  }

  private FirstProcess awaitForked() throws CaissonException {
    // The stage waits for nothing, and what it has reported is there to be read once it has ended.
    Child.End end = stage.reap();
    stageReaped = true;
    while (status.awaitReadable(AT_ONCE)) {
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
    throw early.isEmpty() ? died("stage", end.status()) : failure.apply(early.remove());
  }

  private FirstProcess adopt(Child child) throws CaissonException {
    try {
      return new FirstProcess(child, child.open(), status, early, control);
    } catch (CaissonException e) {
      child.kill();
      child.reap();
      throw e;
    }
  }

  /** Lets the first process go on with a program of this many bytes. */
  void go(long size) throws SystemCallException {
    byte[] word =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(size).array();
    try {
      control.write(word, 0, word.length);
    } catch (SystemCallException e) {
      // Nobody reads any more where the birth has failed, of which the records tell.
      if (!e.is(Errno.EPIPE)) {
        throw e;
      }
    }
  }

  /** Waits until the payload is executed, and returns the first process. */
  FirstProcess started() throws CaissonException, InterruptedException {
    FirstProcess born = forked();
    Optional<StatusRecord> record = early.isEmpty() ? next() : Optional.of(early.remove());
    if (record.isEmpty()) {
      throw died("first process", born.kill().status());
    }
    if (!record.get().is(Status.STARTED)) {
      throw failure.apply(record.get());
    }
    return born;
  }

  private Optional<StatusRecord> next() throws CaissonException, InterruptedException {
    while (!status.awaitReadable(POLL_MILLIS)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while starting a container");
      }
    }
    return StatusRecord.read(status);
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
    // It is not waiting for us any more, if it was.
    control.close();
    try {
      if (process.isPresent() || !stageReaped) {
        forked().kill();
      }
    } finally {
      process.ifPresent(FirstProcess::close);
      status.close();
    }
  }
}
