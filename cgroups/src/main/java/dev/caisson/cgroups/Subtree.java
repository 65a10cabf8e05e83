package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group and the groups below it, in one hierarchy, about to end.
 *
 * <p>Where the kernel does not kill a tree itself, its processes are kept from forking first, by
 * the freezer and by a limit of no process, and then are signalled until none is left: one that was
 * half born when the others were listed is met by the next look.
 *
 * @param parent the directory that the group is in
 * @param group its name there
 */
record Subtree(KernelDirectory parent, String group) {

  /** How long processes may take to die, and a group to be free for removal. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int MOST_SHOWN = 80;
  private static final String PIDS_MAX = "/pids.max";
  // A process that can't be frozen does not keep the others from being killed.
  private static final Duration FREEZE_LIMIT = Duration.ofMillis(200);

  /**
   * Kills every process, and returns when none is left. The group can be used again then.
   *
   * @throws CaissonException if a process can't be killed, or some are left when patience ends
   */
  void kill(Patience patience) throws CaissonException {
    // From Linux 5.14 the kernel does it, on v2, for the whole subtree and against any fork.
    while (parent.writeIfThere(group + "/cgroup.kill", "1")) {
      if (!isPopulated()) {
        return;
      }
      waitFor(patience, "kill the processes of cgroup");
    }
    Optional<String> forks = stopForks();
    try {
      killEach(patience);
    } finally {
      allowForks(forks);
    }
  }

  /** Returns whether there is any process. */
  boolean isPopulated() throws CaissonException {
    Optional<String> events = parent.readIfThere(group + "/cgroup.events");
    if (events.isPresent()) {
      return events.get().lines().anyMatch("populated 1"::equals);
    }
    return !processes().isEmpty();
  }

  /** Returns the lines of {@code cgroup.procs} of each group. */
  List<String> processes() throws CaissonException {
    List<String> all = new ArrayList<>();
    for (String each : groups()) {
      all.addAll(new ProcessList(parent, each).lines());
    }
    return all;
  }

  /** Lets nothing be forked; returns the limit of processes that was there, where there is one. */
  Optional<String> stopForks() throws CaissonException {
    Optional<String> before = parent.readIfThere(group + PIDS_MAX);
    if (before.isPresent()) {
      parent.writeIfThere(group + PIDS_MAX, "0");
    }
    return before;
  }

  void allowForks(Optional<String> before) throws CaissonException {
    if (before.isPresent()) {
      parent.writeIfThere(group + PIDS_MAX, before.get());
    }
  }

  /** Kills each process, where the kernel does not kill the tree. */
  void killEach(Patience patience) throws CaissonException {
    while (killRound()) {
      waitFor(patience, "kill the processes of cgroup");
    }
  }

  /** Signals every process there is, and returns whether there was any. */
  private boolean killRound() throws CaissonException {
    freeze();
    boolean found = false;
    for (String each : groups()) {
      found |= new ProcessList(parent, each).kill();
    }
    thaw();
    return found;
  }

  /** Stops what runs, so that nothing is being forked while it is listed. */
  private void freeze() throws CaissonException {
    for (Freezing freezing : Freezing.values()) {
      if (parent.writeIfThere(group + "/" + freezing.file(), freezing.stop())) {
        try (Patience patience = new Patience(FREEZE_LIMIT)) {
          while (!isFrozen(freezing) && patience.pause()) {
            // It is looked at again.
          }
        }
      }
    }
  }

  private boolean isFrozen(Freezing freezing) throws CaissonException {
    try {
      return freezing.isFrozen(parent, group);
    } catch (SystemCallException e) {
      return ifThere(e, true);
    }
  }

  /** A frozen process of v1 takes the signal only when it is thawed; on v2 it dies frozen. */
  private void thaw() throws CaissonException {
    for (String each : groups()) {
      parent.writeIfThere(each + "/" + Freezing.LEGACY.file(), Freezing.LEGACY.goOn());
    }
  }

  /** Returns the group and all below it, each before what is below it. */
  private List<String> groups() throws CaissonException {
    List<String> groups = new ArrayList<>();
    groups.add(group);
    for (int i = 0; i < groups.size(); i++) {
      String each = groups.get(i);
      children(each).forEach(child -> groups.add(each + "/" + child));
    }
    return groups;
  }

  private List<String> children(String each) throws CaissonException {
    try {
      return parent.directories(each);
    } catch (SystemCallException e) {
      return ifThere(e, List.of());
    }
  }

  /** Returns the answer of a group that another one has removed meanwhile. */
  private static <T> T ifThere(SystemCallException e, T absent) throws SystemCallException {
    if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV)) {
      return absent;
    }
    throw e;
  }

  /**
   * Removes the group with all below it; what still runs there is killed. One that is not there is
   * removed.
   *
   * @throws CaissonException if it can't be removed within 5 seconds
   */
  void remove() throws CaissonException {
    if (parent.removeDirectory(group)) {
      return;
    }
    try (Patience patience = new Patience(LIMIT)) {
      removeNow(patience);
      while (!parent.removeDirectory(group)) {
        waitFor(patience, "remove cgroup");
        removeNow(patience);
      }
    }
  }

  private void removeNow(Patience patience) throws CaissonException {
    kill(patience);
    List<String> groups = groups();
    for (int i = groups.size() - 1; i > 0; i--) {
      parent.removeDirectory(groups.get(i));
    }
  }

  private void waitFor(Patience patience, String step) throws CaissonException {
    if (!patience.pause()) {
      throw busy(step);
    }
  }

  private static String shortened(String pids) {
    return pids.length() > MOST_SHOWN ? pids.substring(0, MOST_SHOWN) + "..." : pids;
  }

  private CaissonException busy(String step) throws CaissonException {
    String left = String.join(" ", new ProcessList(parent, group).lines());
    String remedy =
        left.isEmpty()
            ? "see whether there is a group below it"
            : "see why these processes don't end: " + shortened(left);
    return new SystemCallException(
        step, parent.path(group), Errno.EBUSY.number(), Optional.of(remedy));
  }
}
