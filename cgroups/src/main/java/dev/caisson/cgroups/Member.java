package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.EventFd;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A group's part in one hierarchy: a directory in that of this JVM, which it holds.
 *
 * @param instance the directory of this JVM
 * @param name the group's name in it
 */
record Member(Instance instance, String name) implements AutoCloseable {

  private Hierarchy hierarchy() {
    return instance.hierarchy();
  }

  private KernelDirectory parent() {
    return instance.directory();
  }

  /** Writes the limits that this hierarchy can hold. */
  void limit(Limits limits) throws CaissonException {
    for (Setting setting : hierarchy().settings(limits)) {
      setting.apply(parent(), name);
    }
  }

  boolean has(Subsystem subsystem) {
    return hierarchy().subsystems().contains(subsystem);
  }

  boolean takesClones() {
    return hierarchy().takesClones();
  }

  OptionalLong read(Counter counter) throws CaissonException {
    return hierarchy().source(counter).read(parent(), name);
  }

  /** Returns the file into which a process of one thread writes 0 to move itself here. */
  Path entrance() {
    return Path.of(parent().path(name), hierarchy().entrance());
  }

  Fd openDirectory() throws CaissonException {
    return parent().file(name);
  }

  /**
   * Has the kernel signal an event when memory runs out; empty where it knows no such events.
   *
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">OOM control</a>
   */
  Optional<EventFd> outOfMemoryEvent() throws CaissonException {
    Optional<String> file = hierarchy().outOfMemoryFile();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    EventFd event = EventFd.open();
    try (Fd control = parent().file(name + "/" + file.get())) {
      String line = event.fd().number() + " " + control.number();
      // A real-time kernel has no such events.
      if (parent().writeIfThere(name + "/cgroup.event_control", line)) {
        return Optional.of(event);
      }
    } catch (CaissonException e) {
      event.close();
      throw e;
    }
    event.close();
    return Optional.empty();
  }

  /** Asks the kernel to stop what runs here; returns whether all has stopped. */
  boolean freeze() throws CaissonException {
    Freezing freezing = hierarchy().freezing();
    parent().write(name + "/" + freezing.file(), freezing.stop());
    return isFrozen();
  }

  boolean isFrozen() throws CaissonException {
    return hierarchy().freezing().isFrozen(parent(), name);
  }

  void thaw() throws CaissonException {
    Freezing freezing = hierarchy().freezing();
    parent().writeIfThere(name + "/" + freezing.file(), freezing.goOn());
  }

  /** Returns the file that thaws the group, for a process that can't die while it is frozen. */
  Optional<Fd> thawFile() throws CaissonException {
    Freezing freezing = hierarchy().freezing();
    return freezing.holdsTheDying()
        ? Optional.of(parent().writableFile(name + "/" + freezing.file()))
        : Optional.empty();
  }

  /** Lets a process that was sent SIGKILL die, though the group is frozen. */
  void letDie(long pid) throws CaissonException {
    if (hierarchy().freezing().holdsTheDying() && isFrozen() && holds(pid)) {
      parent().write("cgroup.procs", Long.toString(pid));
    }
  }

  private boolean holds(long pid) throws CaissonException {
    String line = Long.toString(pid);
    return parent().read(name + "/cgroup.procs").lines().anyMatch(line::equals);
  }

  boolean holdsTheDying() {
    return hierarchy().freezing().holdsTheDying();
  }

  void kill() throws CaissonException {
    new Subtree(parent(), name).kill();
  }

  /** Removes the directory, after killing what runs in it, and lets go of that of this JVM. */
  @Override
  public void close() throws CaissonException {
    new Subtree(parent(), name).remove();
    instance.release();
  }
}
