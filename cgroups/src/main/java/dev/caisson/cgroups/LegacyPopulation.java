package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Deadlines;
import dev.caisson.linux.Loop;
import dev.caisson.linux.Pidfd;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Tells whether there are processes in a group of v1, which has no file that does: while there are,
 * the end of one of them is waited for, and while there are none, the loop looks now and then.
 */
final class LegacyPopulation implements Subscription {

  private final Subtree tree;
  private final boolean wanted;
  private final LongConsumer listener;
  private boolean populated;
  private long times;
  private boolean closed;
  private Optional<Pidfd> witness = Optional.empty();
  private Optional<Loop.Watch> watch = Optional.empty();
  private Optional<Deadlines.Deadline> look = Optional.empty();

  private LegacyPopulation(Subtree tree, boolean wanted, LongConsumer listener) {
    this.tree = tree;
    this.wanted = wanted;
    this.listener = listener;
  }

  /** Begins to tell each time that the group becomes populated, or empty. */
  static LegacyPopulation watch(Subtree tree, boolean wanted, LongConsumer listener)
      throws CaissonException {
    LegacyPopulation population = new LegacyPopulation(tree, wanted, listener);
    synchronized (population) {
      population.populated = population.goOn();
    }
    return population;
  }

  private void look() {
    if (becameWanted()) {
      long number = times;
      Complaint.guard(() -> listener.accept(number));
    }
  }

  private synchronized boolean becameWanted() {
    if (closed) {
      return false;
    }
    boolean before = populated;
    try {
      populated = goOn();
    } catch (CaissonException e) {
      close();
      Complaint.of(e);
      return false;
    }
    boolean became = populated != before && populated == wanted;
    times += became ? 1 : 0;
    return became;
  }

  /** Waits for what comes next, and returns whether there are processes now. */
  private boolean goOn() throws CaissonException {
    letGo();
    Loop loop = Loop.get();
    for (String line : tree.processes()) {
      Optional<Pidfd> process = Pidfd.of(Long.parseLong(line));
      if (process.isPresent() && !process.get().hasEnded()) {
        witness = process;
        watch = Optional.of(loop.watch(process.get().fd(), this::look));
        return true;
      }
      process.ifPresent(Pidfd::close);
    }
    look = Optional.of(loop.after(Ticker.PAUSE, this::look));
    return false;
  }

  private void letGo() throws SystemCallException {
    look.ifPresent(Deadlines.Deadline::cancel);
    if (watch.isPresent()) {
      watch.get().cancel();
    }
    witness.ifPresent(Pidfd::close);
    watch = Optional.empty();
    witness = Optional.empty();
  }

  @Override
  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        letGo();
      } catch (SystemCallException e) {
        Complaint.of(e);
      }
    }
  }
}
