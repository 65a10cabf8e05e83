package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.WaitStatus;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The time between a stage's start and its payload's exec, as its status records tell it. */
final class Birth {

  private static final int POLL_MILLIS = 50;
  private static final int AT_ONCE = 0;

  private final LaunchPlan plan;
  private final Program program;
  private final Child stage;
  private final FdChannel status;
  private final Fd control;
  private final Queue<StatusRecord> early = new ArrayDeque<>();

  Birth(LaunchPlan plan, Program program, Child stage, FdChannel status, Fd control) {
    this.plan = plan;
    this.program = program;
    this.stage = stage;
    this.status = status;
    this.control = control;
  }

  /** Waits until the payload is executed; takes what it was given down again if it never is. */
  FirstProcess await() throws CaissonException, InterruptedException {
    FirstProcess process = null;
    try {
      process = awaitForked();
      if (plan.users() instanceof UserMapping.Subordinate ranges) {
        SubordinateIds.map(process.pid(), ranges);
        process.write(ControlSteps.GO);
      }
      awaitStarted(process);
      return process;
    } catch (CaissonException | InterruptedException | RuntimeException e) {
      abandon(process, e);
      throw e;
    }
  }

  // No interrupt ends this, or a new process would not be known, and never be reaped.
  private FirstProcess awaitForked() throws CaissonException {
    // The stage waits for nothing, and what it has reported is there to be read once it has ended.
    Child.End end = stage.reap();
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
    throw early.isEmpty() ? died("stage", end.status()) : failure(early.remove());
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

  private void awaitStarted(FirstProcess process) throws CaissonException, InterruptedException {
    Optional<StatusRecord> record = early.isEmpty() ? next() : Optional.of(early.remove());
    if (record.isEmpty()) {
      throw died("first process", process.kill().status());
    }
    if (!record.get().is(Status.STARTED)) {
      throw failure(record.get());
    }
  }

  private CaissonException failure(StatusRecord record) {
    int index = ElfImage.operationIndex(program, record.code());
    return Failure.of(program.operations().get(index), Math.toIntExact(-record.value()), plan);
  }

  private Optional<StatusRecord> next() throws CaissonException, InterruptedException {
    while (!status.awaitReadable(POLL_MILLIS)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while starting " + plan.payload().command());
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

  private void abandon(@Nullable FirstProcess process, Exception cause) {
    if (process == null) {
      status.close();
      control.close();
      return;
    }
    try (process) {
      process.kill();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }
}
