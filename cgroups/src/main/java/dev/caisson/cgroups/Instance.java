package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The directory of this JVM in one hierarchy, {@code caisson/<pid>-<random>}, in which its groups
 * are.
 *
 * <p>Who made it holds its lock, flock(2), which the kernel frees when the JVM ends in whatever
 * way. So a lock that can be had tells for sure that the owner is gone: no number that was used
 * anew, and no other pid or time namespace, can make it seem so. The pid is there for a human
 * reader.
 */
final class Instance {

  /** The directory that the instances share. */
  static final String SHARED = "caisson";

  /** The names of instances; whatever else is in the shared directory is not ours. */
  static final Pattern NAME = Pattern.compile("[1-9][0-9]*-[0-9a-f]{16}");

  private static final int SHARED_MODE = 0755;
  // No one else may open it, and so take or hold the lock; a container that has no rights here
  // passes through it into its group.
  private static final int MODE = 0711;
  private static final int ATTEMPTS = 16;

  private final Hierarchy hierarchy;
  private final KernelDirectory base;
  private final KernelDirectory directory;
  private final String name;
  private final Set<Subsystem> enabled = EnumSet.noneOf(Subsystem.class);
  private int holders = 1;

  private Instance(
      Hierarchy hierarchy, KernelDirectory base, KernelDirectory directory, String name) {
    this.hierarchy = hierarchy;
    this.base = base;
    this.directory = directory;
    this.name = name;
  }

  /** Makes a directory of this JVM's and locks it. */
  static Instance open(Hierarchy hierarchy) throws CaissonException {
    KernelDirectory base = KernelDirectory.open(hierarchy.base());
    try {
      Random random = ThreadLocalRandom.current();
      for (int i = 0; i < ATTEMPTS; i++) {
        String name = String.format("%d-%016x", ProcessHandle.current().pid(), random.nextLong());
        Optional<KernelDirectory> directory = make(base, SHARED + "/" + name);
        if (directory.isPresent()) {
          return new Instance(hierarchy, base, directory.get(), name);
        }
      }
      throw new SystemCallException(
          "lock a new directory in", base.path(SHARED), Errno.EAGAIN.number());
    } catch (CaissonException e) {
      base.close();
      throw e;
    }
  }

  /** Makes and locks one, or finds that a sweep by another JVM came between the two. */
  private static Optional<KernelDirectory> make(KernelDirectory base, String path)
      throws CaissonException {
    try {
      base.makeDirectory(SHARED, SHARED_MODE);
      if (!base.makeDirectory(path, MODE)) {
        return Optional.empty();
      }
      KernelDirectory directory = base.directory(path);
      if (directory.tryLock() && base.holds(path)) {
        return Optional.of(directory);
      }
      directory.close();
      return Optional.empty();
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Makes these subsystems, as far as the hierarchy has them, work in the groups of this. */
  synchronized void enable(Set<Subsystem> wanted) throws CaissonException {
    Set<Subsystem> fresh = EnumSet.noneOf(Subsystem.class);
    fresh.addAll(wanted);
    fresh.retainAll(hierarchy.subsystems());
    fresh.removeAll(enabled);
    if (!fresh.isEmpty()) {
      hierarchy.enable(base, ".", fresh);
      hierarchy.enable(base, SHARED, fresh);
      hierarchy.enable(directory, ".", fresh);
      enabled.addAll(fresh);
    }
  }

  /** Makes them work in the groups below one of this. */
  void enable(String group, Set<Subsystem> wanted) throws CaissonException {
    Set<Subsystem> had = EnumSet.copyOf(wanted);
    had.retainAll(hierarchy.subsystems());
    hierarchy.enable(directory, group, had);
  }

  /**
   * Moves a process out of the groups of this JVM: to where they begin, or, where v2 allows no
   * process beside them, to the group that this JVM is in.
   */
  void putOut(long pid) throws CaissonException {
    if (!base.holds("cgroup.type")) {
      base.write("cgroup.procs", Long.toString(pid));
      return;
    }
    try (KernelDirectory own = KernelDirectory.open(OwnGroups.unifiedDirectory())) {
      own.write("cgroup.procs", Long.toString(pid));
    }
  }

  /** Moves a thread to where the groups of this JVM begin, on v1. */
  void putOutThread(long tid) throws CaissonException {
    base.write("tasks", Long.toString(tid));
  }

  Hierarchy hierarchy() {
    return hierarchy;
  }

  /** Returns the directory in which the groups are. */
  KernelDirectory directory() {
    return directory;
  }

  /** Kills what runs in the groups of this JVM, and removes them and the directory. */
  void remove() throws CaissonException {
    new Subtree(base, SHARED + "/" + name).remove();
    // Goes with the last instance in it.
    base.removeDirectory(SHARED);
  }

  /** Adds a holder, for whom the descriptors stay open. */
  synchronized void hold() {
    holders++;
  }

  /**
   * Takes a holder away; with the last one, frees the lock, and with it the directory for the sweep
   * of any JVM.
   */
  synchronized void release() {
    holders--;
    if (holders == 0) {
      directory.close();
      base.close();
    }
  }
}
