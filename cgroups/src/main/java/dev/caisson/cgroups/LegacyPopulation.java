package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Deadlines;
import dev.caisson.linux.Loop;
import dev.caisson.linux.Pidfd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Tells whether there are processes in a group of v1, which has no file that does: while there are,
 * the end of one of them is waited for, and while there are none, the loop looks now and then.
 */
final class LegacyPopulation {

  private final List<Entry> entries = new ArrayList<>();
  private boolean populated;
  private Optional<Pidfd> witness = Optional.empty();
  private Optional<Loop.Watch> watch = Optional.empty();
  private Optional<Deadlines.Deadline> look = Optional.empty();

  /** A listener that is told each time that the group becomes populated, or empty. */
  final class Entry implements Subscription {

    private final boolean wanted;
    private final LongConsumer listener;
    private long times;

    private Entry(boolean wanted, LongConsumer listener) {
      this.wanted = wanted;
      this.listener = listener;
    }

    private void tell(long number) {
      Complaint.guard(() -> listener.accept(number));
    }

    @Override
    public boolean isClosed() {
      synchronized (LegacyPopulation.this) {
        return !entries.contains(this);
      }
    }

    @Override
    public void close() {
      remove(this);
    }
  }

  /** Begins to tell a listener. */
  synchronized Entry add(Subtree tree, boolean wanted, LongConsumer listener)
      throws CaissonException {
    Entry entry = new Entry(wanted, listener);
    if (entries.isEmpty()) {
      populated = goOn(tree);
    }
    entries.add(entry);
    return entry;
  }

  private synchronized void remove(Entry entry) {
    if (entries.remove(entry) && entries.isEmpty()) {
      end();
    }
  }

  private void look(Subtree tree) {
    record News(Entry entry, long number) {}
    List<News> news = new ArrayList<>();
    synchronized (this) {
      if (!entries.isEmpty() && hasChanged(tree)) {
        for (Entry entry : entries) {
          if (entry.wanted == populated) {
            entry.times++;
            news.add(new News(entry, entry.times));
          }
        }
      }
    }
    news.forEach(each -> each.entry.tell(each.number));
  }

  private boolean hasChanged(Subtree tree) {
    boolean before = populated;
    try {
      populated = goOn(tree);
    } catch (CaissonException e) {
      entries.clear();
      end();
      Complaint.of(e);
    }
    return populated != before;
  }

  /** Waits for what comes next, and returns whether there are processes now. */
  private boolean goOn(Subtree tree) throws CaissonException {
    letGo();
    Loop loop = Loop.get();
    List<String> processes = tree.processes();
    for (String line : processes) {
      // One that has no number here can't be waited for.
      Optional<Pidfd> process =
          line.equals("0") ? Optional.empty() : Pidfd.of(Long.parseLong(line));
      if (process.isPresent() && !process.get().hasEnded()) {
        witness = process;
        watch = Optional.of(loop.watch(process.get().fd(), () -> look(tree)));
        return true;
      }
      process.ifPresent(Pidfd::close);
    }
    look = Optional.of(loop.after(Ticker.PAUSE, () -> look(tree)));
    return processes.contains("0");
  }

  private void end() {
    try {
      letGo();
    } catch (SystemCallException e) {
      Complaint.of(e);
    }
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
}
