package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.linux.KernelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A group's part in one hierarchy: a directory in that of this JVM, which it holds.
 *
 * @param instance the directory of this JVM
 * @param name the group's name in it; a group below another has a path
 * @param threaded whether it is for threads of the processes of the group above it
 */
record Member(Instance instance, String name, boolean threaded) implements AutoCloseable {

  private static final int MODE = 0755;

  /** Makes a directory in that of this JVM, and takes over the caller's hold of it. */
  static Member make(Instance instance, String name, Set<Subsystem> wanted, boolean threaded)
      throws CaissonException {
    try {
      instance.enable(wanted);
      requireNew(instance, name);
      return new Member(instance, name, threaded);
    } catch (CaissonException | IllegalStateException e) {
      instance.release();
      throw e;
    }
  }

  /** Makes a directory in this one. */
  Member child(String child, Set<Subsystem> wanted, boolean threads) throws CaissonException {
    String path = name + "/" + child;
    instance.hold();
    try {
      requireNew(instance, path);
    } catch (CaissonException | IllegalStateException e) {
      instance.release();
      throw e;
    }
    Member made = new Member(instance, path, threads);
    try {
      made.becomeOfItsKind();
      enableBelow(wanted);
      return made;
    } catch (CaissonException e) {
      made.undo(e);
      throw e;
    }
  }

  /** What a group has on v2, all above it must have; they were made without knowing. */
  private void enableBelow(Set<Subsystem> wanted) throws CaissonException {
    instance.enable(wanted);
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      enableBelow(name.substring(0, end), wanted);
    }
    enableBelow(name, wanted);
  }

  private void enableBelow(String group, Set<Subsystem> wanted) throws CaissonException {
    try {
      instance.enable(group, wanted);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EBUSY)) {
        throw e;
      }
      throw new SystemCallException(
          "make a group in",
          directory().path(group),
          e.number(),
          Optional.of("on v2 move the processes of " + group + " into a group in it first"));
    }
  }

  /** Removes what was made in vain. */
  void undo(Exception cause) {
    try {
      close();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  private static void requireNew(Instance instance, String name) throws CaissonException {
    if (!instance.directory().makeDirectory(name, MODE)) {
      throw new IllegalStateException("cgroup name is in use: " + name);
    }
  }

  /** On v2 a group is one of threads before controllers are enabled for it, or not at all. */
  private void becomeOfItsKind() throws CaissonException {
    String type = name + "/cgroup.type";
    if (threaded) {
      directory().writeIfThere(type, "threaded");
    } else if (directory().readIfThere(type).filter("domain invalid"::equals).isPresent()) {
      throw new SystemCallException(
          "make cgroup",
          directory().path(name),
          Errno.EOPNOTSUPP.number(),
          Optional.of("on v2 a group has groups of threads below it, or of processes, not both"));
    }
  }

  /** Returns how a process gets in. */
  static Placement placement(List<Member> members) throws CaissonException {
    return members.stream().allMatch(Member::takesClones)
        ? new Placement.Unified(members.get(0).openDirectory())
        : new Placement.Legacy(members.stream().map(Member::entrance).toList());
  }

  Hierarchy hierarchy() {
    return instance.hierarchy();
  }

  /** Returns the directory of this JVM, in which the name leads to the group. */
  KernelDirectory directory() {
    return instance.directory();
  }

  boolean isLegacy() {
    return !hierarchy().takesClones();
  }

  /** Returns what puts the limits of a controller in force, which this hierarchy has. */
  List<Setting> settings(Controller controller, Limits limits) throws CaissonException {
    return hierarchy().settings(controller, limits);
  }

  /** Puts a setting in force. */
  void apply(Setting setting) throws CaissonException {
    setting.apply(directory(), name);
  }

  /** Returns the setting that puts back what this one would change. */
  Setting present(Setting setting) throws CaissonException {
    return setting.present(directory(), name);
  }

  /** Makes these subsystems work in the group, as far as this hierarchy has them. */
  void enable(Set<Subsystem> wanted) throws CaissonException {
    instance.enable(wanted);
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      instance.enable(name.substring(0, end), wanted);
    }
  }

  boolean has(Subsystem subsystem) {
    return hierarchy().subsystems().contains(subsystem);
  }

  boolean takesClones() {
    return hierarchy().takesClones() && !threaded;
  }

  OptionalLong read(Counter counter) throws CaissonException {
    return hierarchy().source(counter).read(directory(), name);
  }

  /** Opens a file of the group that is to be read again and again. */
  Optional<KernelFile> open(String file) throws CaissonException {
    return directory().fileIfThere(name + "/" + file);
  }

  /** Returns the file into which a thread writes 0 to move itself here. */
  Path entrance() {
    String file = threaded && hierarchy().takesClones() ? "cgroup.threads" : hierarchy().entrance();
    return Path.of(directory().path(name), file);
  }

  Fd openDirectory() throws CaissonException {
    return directory().file(name);
  }

  /** Asks the kernel to stop what runs here; returns whether all has stopped. */
  boolean freeze() throws CaissonException {
    Freezing freezing = hierarchy().freezing();
    directory().write(name + "/" + freezing.file(), freezing.stop());
    return isFrozen();
  }

  boolean isFrozen() throws CaissonException {
    return hierarchy().freezing().isFrozen(directory(), name);
  }

  void thaw() throws CaissonException {
    Freezing freezing = hierarchy().freezing();
    directory().writeIfThere(name + "/" + freezing.file(), freezing.goOn());
  }

  /** Returns the file that thaws the group, for a process that can't die while it is frozen. */
  Optional<Fd> thawFile() throws CaissonException {
    Freezing freezing = hierarchy().freezing();
    return freezing.holdsTheDying()
        ? Optional.of(directory().writableFile(name + "/" + freezing.file()))
        : Optional.empty();
  }

  /** Lets a process that was sent SIGKILL die, though the group is frozen. */
  void letDie(long pid) throws CaissonException {
    if (hierarchy().freezing().holdsTheDying()
        && isFrozen()
        && processes().lines().contains(Long.toString(pid))) {
      directory().write("cgroup.procs", Long.toString(pid));
    }
  }

  boolean holdsTheDying() {
    return hierarchy().freezing().holdsTheDying();
  }

  Subtree subtree() {
    return new Subtree(directory(), name);
  }

  ProcessList processes() {
    return new ProcessList(directory(), name);
  }

  /** Moves a process here, with all its threads. */
  void add(long pid) throws CaissonException {
    directory().write(name + "/cgroup.procs", Long.toString(pid));
  }

  /** Moves a process out of the groups of this JVM, with all its threads. */
  void putOut(long pid) throws CaissonException {
    instance.putOut(pid);
  }

  /** Moves one thread here. */
  void addThread(long tid) throws CaissonException {
    addThread(name, tid);
  }

  /** Moves one thread to the group above; out of those of this JVM where it is not here. */
  void moveThreadUp(long tid) throws CaissonException {
    int end = name.lastIndexOf('/');
    if (end < 0) {
      instance.putOutThread(tid);
    } else {
      addThread(name.substring(0, end), tid);
    }
  }

  /** Returns whether a process is in the group above or in one in that. */
  boolean isAbove(long pid) throws CaissonException {
    int end = name.lastIndexOf('/');
    return end < 0
        || new Subtree(directory(), name.substring(0, end))
            .processes()
            .contains(Long.toString(pid));
  }

  private void addThread(String group, long tid) throws CaissonException {
    String number = Long.toString(tid);
    if (!directory().writeIfThere(group + "/tasks", number)) {
      directory().write(group + "/cgroup.threads", number);
    }
  }

  Delegation delegation() {
    return new Delegation(directory(), name);
  }

  /** Removes the directory, after killing what runs in it, and lets go of that of this JVM. */
  @Override
  public void close() throws CaissonException {
    if (threaded) {
      releaseThreads();
    }
    new Subtree(directory(), name).remove();
    instance.release();
  }

  private void releaseThreads() throws CaissonException {
    try (Patience patience = new Patience(Subtree.LIMIT)) {
      List<String> threads = processes().threads();
      while (!threads.isEmpty()) {
        for (String tid : threads) {
          releaseThread(Long.parseLong(tid));
        }
        threads = processes().threads();
        if (!threads.isEmpty() && !patience.pause()) {
          return;
        }
      }
    }
  }

  private void releaseThread(long tid) throws CaissonException {
    try {
      moveThreadUp(tid);
    } catch (SystemCallException e) {
      // It has ended.
      if (!e.is(Errno.ESRCH)) {
        throw e;
      }
    }
  }
}
