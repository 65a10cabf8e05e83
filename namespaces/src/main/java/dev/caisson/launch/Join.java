package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.Descriptors.Role;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a payload in a container that runs already. */
public final class Join {

  private static final int CHANNEL_BYTES = 256;

  private final JoinPlan plan;
  private final Program program;

  private Join(JoinPlan plan, Program program) {
    this.plan = plan;
    this.program = program;
  }

  /**
   * Starts a payload, and waits until it is executed.
   *
   * @param streams what becomes its descriptors 0, 1 and 2; they stay the caller's
   * @param supervisor the socket of who answers for its system calls, if its filter asks him; it
   *     stays the caller's
   * @param limit the longest that it may take to be executed; empty for ever
   * @throws CaissonException if an operation failed; nothing is left of the process then
   * @throws InterruptedException if the thread was interrupted; nothing is left of it then
   */
  public static JoinedProcess start(
      JoinPlan plan,
      List<StandardStream> streams,
      Optional<Fd> supervisor,
      Optional<Duration> limit)
      throws CaissonException, InterruptedException {
    try (Pipe status = Pipe.open()) {
      Descriptors descriptors = new Descriptors(streams).with(Role.STATUS, status.write());
      plan.enclosure().group().ifPresent(group -> descriptors.with(Role.GROUP, group));
      supervisor.ifPresent(socket -> descriptors.with(Role.SUPERVISOR, socket));
      Program program = JoinProgram.of(plan, descriptors);
      Child stage = StageImage.startUnreadable(program, descriptors);
      status.write().close();
      return new Join(plan, program).await(stage, status, limit);
    }
  }

  private JoinedProcess await(Child stage, Pipe status, Optional<Duration> limit)
      throws CaissonException, InterruptedException {
    try (FdChannel statuses = new FdChannel(status.read().handOver(), CHANNEL_BYTES)) {
      Birth<JoinedProcess> birth =
          new Birth<>(
              stage,
              statuses,
              (child, pidfd, early) -> new JoinedProcess(child, pidfd),
              this::failure);
      try {
        return birth.executed(limit);
      } catch (CaissonException | InterruptedException | RuntimeException e) {
        abandon(birth, e);
        throw e;
      }
    }
  }

  private static void abandon(Birth<JoinedProcess> birth, Exception cause) {
    try {
      birth.abandon();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  private CaissonException failure(StatusRecord record) {
    int index = ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.code());
    int number = Math.toIntExact(-record.value());
    return Failure.of(
        program.operations().get(index),
        number,
        plan.payload().searchPath(),
        plan.enclosure().users().isNamespace());
  }
}
