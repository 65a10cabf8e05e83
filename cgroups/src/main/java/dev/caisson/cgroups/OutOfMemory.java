package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.EventFd;
import dev.caisson.linux.Fd;
import java.util.List;
import java.util.Optional;

/** What the kernel of v1 signals when a group's memory runs out. */
final class OutOfMemory {

  private OutOfMemory() {}

  /**
   * Returns the event of a new group that these limits give little memory; empty where the kernel
   * knows no such events.
   */
  static Optional<EventFd> event(List<Member> members, Limits limits) throws CaissonException {
    for (Member member : members) {
      if (limits.memoryMax().isPresent() && member.has(Subsystem.MEMORY)) {
        return event(member);
      }
    }
    return Optional.empty();
  }

  /**
   * Has the kernel signal an event.
   *
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">OOM control</a>
   */
  private static Optional<EventFd> event(Member member) throws CaissonException {
    Optional<String> file = member.hierarchy().outOfMemoryFile();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    EventFd event = EventFd.open();
    try (Fd control = member.directory().file(member.name() + "/" + file.get())) {
      String line = event.fd().number() + " " + control.number();
      // A real-time kernel has no such events.
      if (member.directory().writeIfThere(member.name() + "/cgroup.event_control", line)) {
        return Optional.of(event);
      }
    } catch (CaissonException e) {
      event.close();
      throw e;
    }
    event.close();
    return Optional.empty();
  }
}
