package dev.caisson.cgroups;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Deadlines;
import dev.caisson.linux.Loop;
import java.time.Duration;
import java.util.Optional;

/**
 * Does something ten times a second on the loop's thread, for news that the kernel does not tell.
 */
final class Ticker implements Alarm.Wait {

  /** From one look to the next. */
  static final Duration PAUSE = Duration.ofMillis(100);

  private final Loop loop;
  private final Runnable task;
  private Optional<Deadlines.Deadline> next = Optional.empty();
  private boolean ended;

  private Ticker(Loop loop, Runnable task) {
    this.loop = loop;
    this.task = task;
  }

  static Ticker start(Loop loop, Runnable task) throws SystemCallException {
    Ticker ticker = new Ticker(loop, task);
    ticker.wind();
    return ticker;
  }

  private synchronized void wind() throws SystemCallException {
    if (!ended) {
      next = Optional.of(loop.after(PAUSE, this::tick));
    }
  }

  private void tick() {
    task.run();
    try {
      wind();
    } catch (SystemCallException e) {
      Complaint.of(e);
    }
  }

  @Override
  public synchronized void end() {
    ended = true;
    next.ifPresent(Deadlines.Deadline::cancel);
  }
}
