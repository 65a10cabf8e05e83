package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.EventFd;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.linux.OpenFile;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What happens to a {@link Cgroup}, told to listeners.
 *
 * <p>One thread serves all listeners of this JVM, and with them the time limits of its containers:
 * a listener must not wait, and hands what takes time to a thread of its own. Events that come
 * faster than they are told are told once, with their number. An exception that a listener throws
 * goes to the thread's handler for uncaught ones.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory of v1</a>
 */
public final class Events {

  private final Cgroup group;

  Events(Cgroup group) {
    this.group = group;
  }

  /**
   * Tells a listener each time that something happens from now on, with how often it has happened
   * since the group was made, or, on v1 and where the event says so, since now.
   *
   * @throws IllegalStateException once the group is closed
   * @throws UnsupportedHostException if the group's hierarchy does not tell this event
   * @throws CaissonException if the kernel refuses it
   */
  public Subscription listen(CgroupEvent event, LongConsumer listener) throws CaissonException {
    Member member = member(event);
    return group.keep(
        member.isLegacy() && event != CgroupEvent.PIDS_MAX
            ? legacy(member, event, listener)
            : counted(member, event, listener));
  }

  private Member member(CgroupEvent event) throws UnsupportedHostException {
    Optional<Subsystem> subsystem = event.subsystem();
    for (Member member : group.openMembers()) {
      // Any group of v2 tells whether it is populated; one of v1 that any does.
      if (subsystem.isPresent() ? member.has(subsystem.get()) : !member.isLegacy()) {
        return member;
      }
    }
    if (subsystem.isPresent()) {
      throw unsupported(
          event, "it has no controller " + subsystem.get(), "see Cgroups.whyUnavailable");
    }
    return group.openMembers().get(0);
  }

  private UnsupportedHostException unsupported(Object event, String cause, String remedy) {
    return new UnsupportedHostException(
        "listen to " + event + " of", group.toString(), cause, Optional.of(remedy));
  }

  private static Subscription counted(Member member, CgroupEvent event, LongConsumer listener)
      throws CaissonException {
    OpenFile file = member.directory().openValue(member.name() + "/" + event.file());
    News.Changed changed;
    try {
      changed = new News.Changed(file, event.key());
    } catch (CaissonException e) {
      file.close();
      throw e;
    }
    News news =
        switch (event) {
          case POPULATED -> new News.Became(changed, 1);
          case EMPTY -> new News.Became(changed, 0);
          default -> changed;
        };
    return Alarm.set(
        news,
        listener,
        // On v1 pids.events does not tell of its news; it has no other of these files.
        member.isLegacy()
            ? Ticker::start
            : (loop, ring) -> loop.watchNews(file.fd(), ring)::cancel);
  }

  private Subscription legacy(Member member, CgroupEvent event, LongConsumer listener)
      throws CaissonException {
    return switch (event) {
      case POPULATED -> group.population().add(member.subtree(), true, listener);
      case EMPTY -> group.population().add(member.subtree(), false, listener);
      case OUT_OF_MEMORY -> control(member, event, "memory.oom_control", "", listener);
      default ->
          throw unsupported(
              event,
              "v1 does not tell it, and memory is there in " + member.hierarchy().base(),
              "listen to OUT_OF_MEMORY, or to a Trigger.MemoryThreshold or MemoryLevel");
    };
  }

  /**
   * Tells a listener each time that a condition is met, with how often it was since now.
   *
   * @throws IllegalStateException once the group is closed
   * @throws UnsupportedHostException if the group's hierarchy can't watch for it
   * @throws CaissonException if the kernel refuses it
   */
  public Subscription listen(Trigger trigger, LongConsumer listener) throws CaissonException {
    if (trigger instanceof Trigger.Pressure pressure) {
      return group.keep(pressure(pressure, listener));
    }
    Member memory = member(CgroupEvent.OUT_OF_MEMORY);
    if (!memory.isLegacy()) {
      throw unsupported(
          trigger, "v2 has none", "set memory.high and listen to MEMORY_HIGH, or to Pressure");
    }
    return group.keep(
        trigger instanceof Trigger.MemoryThreshold threshold
            ? control(memory, trigger, "memory.usage_in_bytes", " " + threshold.bytes(), listener)
            : control(memory, trigger, "memory.pressure_level", level(trigger), listener));
  }

  private static String level(Trigger trigger) {
    return " " + ((Trigger.MemoryLevel) trigger).name().toLowerCase(Locale.ROOT);
  }

  /** Has the kernel signal an event of v1. */
  private Subscription control(
      Member member, Object event, String file, String argument, LongConsumer listener)
      throws CaissonException {
    EventFd signal = EventFd.open();
    KernelDirectory directory = member.directory();
    try {
      OpenFile control = open(directory, event, member.name() + "/" + file);
      News news = new News.Signalled(signal, control);
      String line = signal.fd().number() + " " + control.fd().number() + argument;
      if (!directory.writeIfThere(member.name() + "/cgroup.event_control", line)) {
        news.close();
        throw unsupported(event, "this kernel has no such events", "use one without PREEMPT_RT");
      }
      return Alarm.set(news, listener, (loop, ring) -> loop.watch(signal.fd(), ring)::cancel);
    } catch (CaissonException e) {
      signal.close();
      throw e;
    }
  }

  private OpenFile open(KernelDirectory directory, Object event, String path)
      throws CaissonException {
    try {
      return directory.openValue(path);
    } catch (SystemCallException e) {
      if (e.is(Errno.EACCES)) {
        throw unsupported(
            event, "this kernel lets root alone open " + directory.path(path), "run as root");
      }
      throw e;
    }
  }

  private Subscription pressure(Trigger.Pressure pressure, LongConsumer listener)
      throws CaissonException {
    for (Member member : group.openMembers()) {
      if (!member.isLegacy()) {
        return pressure(member, pressure, listener);
      }
    }
    throw unsupported(
        pressure,
        "a group of v1 has none of its own, only the whole machine has, in /proc/pressure",
        "mount the controllers on v2: cgroup_no_v1=all on the kernel's command line");
  }

  private Subscription pressure(Member member, Trigger.Pressure pressure, LongConsumer listener)
      throws CaissonException {
    String path = member.name() + "/" + pressure.file();
    if (!member.directory().holds(path)) {
      throw unsupported(pressure, "this kernel does not account for it", "boot it with psi=1");
    }
    OpenFile file = member.directory().openChangeable(path);
    try {
      file.write(pressure.line().getBytes(StandardCharsets.US_ASCII));
    } catch (SystemCallException e) {
      file.close();
      throw explained(pressure, e);
    }
    return Alarm.set(
        new News.Triggered(file),
        listener,
        (loop, ring) -> loop.watchNews(file.fd(), ring)::cancel);
  }

  private CaissonException explained(Trigger.Pressure pressure, SystemCallException e) {
    boolean rights = e.is(Errno.EPERM) || e.is(Errno.EINVAL);
    return new SystemCallException(
        "listen to " + pressure + " of",
        group.toString(),
        e.number(),
        rights
            ? Optional.of("an ordinary user has it from Linux 6.6 on, in windows of whole 2 s")
            : e.remedy());
  }
}
