package dev.caisson;

import dev.caisson.error.CaissonException;

/**
 * Gathers what a command is given that is run in a running container.
 *
 * <p>It has every protection of the container's own command. The limits of memory, processors and
 * processes are the container's, for all in it together; the timeout and the output limit are its
 * own.
 */
public final class ExecBuilder extends CommandBuilder<ExecBuilder> {

  private final Premises premises;

  ExecBuilder(Premises premises) {
    this.premises = premises;
  }

  @Override
  ExecBuilder self() {
    return this;
  }

  /**
   * Starts the command and returns once it is executed. Streams that were not set are pipes, and
   * standard input is empty.
   *
   * @throws CaissonException if something could not be had, or the container has ended, or has kept
   *     the command from being executed until its timeout; nothing is left of the command then
   * @throws InterruptedException if the thread is interrupted; nothing is left of the command then
   */
  public RunningCommand start() throws CaissonException, InterruptedException {
    return premises.start(spec(), Output.pipe());
  }

  /**
   * Starts the command, waits for its end, and returns the result. Streams that were not set are
   * captured, and standard input is empty.
   *
   * <p>The processor time is that of the command and of what it waited for; peak memory is counted
   * for the container alone.
   *
   * @throws IllegalStateException if a stream is a pipe, which nobody could read or write meanwhile
   * @throws CaissonException if something could not be had, or the container has ended, or has kept
   *     the command from being executed until its timeout; nothing is left of the command then
   * @throws InterruptedException if the thread is interrupted; the command is killed then
   */
  public Result run() throws CaissonException, InterruptedException {
    CommandSpec command = spec();
    command.requireNoPipes();
    try (RunningCommand running = premises.start(command, Output.capture())) {
      return running.waitFor();
    }
  }
}
