package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Loop;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** Tells a listener of news, on the loop's thread. */
final class Alarm implements Subscription {

  private final News news;
  private final LongConsumer listener;
  private Optional<Wait> wait = Optional.empty();
  private boolean closed;

  private Alarm(News news, LongConsumer listener) {
    this.news = news;
    this.listener = listener;
  }

  /** How the loop waits for the news. */
  interface Start {
    Wait begin(Loop loop, Runnable ring) throws SystemCallException;
  }

  /** The loop's waiting for the news. */
  interface Wait {
    void end() throws SystemCallException;
  }

  /** Begins; what the news hold is closed where that fails. */
  static Alarm set(News news, LongConsumer listener, Start start) throws CaissonException {
    Alarm alarm = new Alarm(news, listener);
    try {
      alarm.begin(start);
      return alarm;
    } catch (CaissonException e) {
      news.close();
      throw e;
    }
  }

  private synchronized void begin(Start start) throws CaissonException {
    wait = Optional.of(start.begin(Loop.get(), this::ring));
  }

  private void ring() {
    take().ifPresent(number -> Complaint.guard(() -> listener.accept(number)));
  }

  private synchronized OptionalLong take() {
    if (closed) {
      return OptionalLong.empty();
    }
    try {
      return news.take();
    } catch (CaissonException e) {
      close();
      // Someone has removed the group, which will have no more news.
      if (!(e instanceof SystemCallException call) || !call.is(Errno.ENODEV)) {
        Complaint.of(e);
      }
      return OptionalLong.empty();
    }
  }

  @Override
  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (wait.isPresent()) {
        wait.get().end();
      }
    } catch (SystemCallException e) {
      Complaint.of(e);
    } finally {
      news.close();
    }
  }
}
