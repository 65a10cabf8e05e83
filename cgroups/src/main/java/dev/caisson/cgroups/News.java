package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.EventFd;
import dev.caisson.linux.OpenFile;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What a file of a group has news of. */
sealed interface News {

  /**
   * Takes the news, so that there are none: returns the number to tell, or nothing.
   *
   * @throws SystemCallException ENODEV once the group is removed
   */
  OptionalLong take() throws CaissonException;

  /** Closes what is held. */
  void close();

  private static String text(OpenFile file) throws SystemCallException {
    // No file that is read for events is as long.
    return new String(file.read(0, 4096), StandardCharsets.ISO_8859_1);
  }

  /** A number in a file has changed. */
  final class Changed implements News {
    private final OpenFile file;
    private final String key;
    private long last;

    Changed(OpenFile file, String key) throws CaissonException {
      this.file = file;
      this.key = key;
      this.last = number();
    }

    private long number() throws CaissonException {
      return Source.keyed("", key).parse(text(file)).orElse(0);
    }

    @Override
    public OptionalLong take() throws CaissonException {
      long before = last;
      last = number();
      return last == before ? OptionalLong.empty() : OptionalLong.of(last);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A number in a file has become this one: how often. */
  final class Became implements News {
    private final Changed changed;
    private final long wanted;
    private long times;

    Became(Changed changed, long wanted) {
      this.changed = changed;
      this.wanted = wanted;
    }

    @Override
    public OptionalLong take() throws CaissonException {
      OptionalLong now = changed.take();
      return now.isPresent() && now.getAsLong() == wanted
          ? OptionalLong.of(++times)
          : OptionalLong.empty();
    }

    @Override
    public void close() {
      changed.close();
    }
  }

  /** The kernel has signalled an event of v1: how often. */
  final class Signalled implements News {
    private final EventFd event;
    private final OpenFile control;
    private long times;

    Signalled(EventFd event, OpenFile control) {
      this.event = event;
      this.control = control;
    }

    @Override
    public OptionalLong take() throws CaissonException {
      long signals = event.take();
      // The removal of the group is signalled too, and then this fails.
      text(control);
      times += signals;
      return signals == 0 ? OptionalLong.empty() : OptionalLong.of(times);
    }

    @Override
    public void close() {
      event.close();
      control.close();
    }
  }

  /** The condition of a trigger was met: how often. The poll itself has taken the news. */
  final class Triggered implements News {
    private final OpenFile file;
    private long times;

    Triggered(OpenFile file) {
      this.file = file;
    }

    @Override
    public OptionalLong take() throws CaissonException {
      // Fails once the group is removed, which polls as news for ever.
      text(file);
      return OptionalLong.of(++times);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
