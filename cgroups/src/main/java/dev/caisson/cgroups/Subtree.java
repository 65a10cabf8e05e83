package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.linux.Pidfd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A group and the groups below it, in one hierarchy, about to end.
 *
 * @param parent the directory that the group is in
 * @param group its name there
 */
record Subtree(KernelDirectory parent, String group) {

  private static final int SIGKILL = 9;
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /**
   * Kills every process, and returns when the signals are sent, which is before all have ended.
   *
   * @throws CaissonException if a process can't be killed, or new ones come for 2 seconds
   */
  void kill() throws CaissonException {
    // From Linux 5.14 the kernel does it, on v2, for the whole subtree and against any fork.
    if (!parent.writeIfThere(group + "/cgroup.kill", "1")) {
      for (String each : groups()) {
        killProcesses(each);
      }
    }
  }

  private void killProcesses(String each) throws CaissonException {
    stopForks(each);
    Set<Long> killed = new HashSet<>();
    try (Patience patience = new Patience(LIMIT)) {
      Set<Long> fresh = processes(each);
      while (!fresh.isEmpty()) {
        kill(each, fresh);
        killed.addAll(fresh);
        fresh = processes(each);
        fresh.removeAll(killed);
        if (!fresh.isEmpty() && !patience.pause()) {
          throw busy("kill the processes of cgroup", each);
        }
      }
    }
    // A frozen group of v1 takes the signal only when it is thawed; on v2 it dies frozen.
    parent.writeIfThere(each + "/freezer.state", "THAWED");
  }

  private void stopForks(String each) throws CaissonException {
    parent.writeIfThere(each + "/pids.max", "0");
    parent.writeIfThere(each + "/cgroup.freeze", "1");
    parent.writeIfThere(each + "/freezer.state", "FROZEN");
  }

  /** Holds each process first and looks again, so that a number used anew is not hit. */
  private void kill(String each, Set<Long> pids) throws CaissonException {
    for (long pid : pids) {
      Optional<Pidfd> held = Pidfd.of(pid);
      if (held.isPresent()) {
        try (Pidfd process = held.get()) {
          if (processes(each).contains(pid)) {
            process.signal(SIGKILL);
          }
        }
      }
    }
  }

  /** Returns the numbers in cgroup.procs, but for processes that this pid namespace can't name. */
  private Set<Long> processes(String each) throws CaissonException {
    return parent
        .readIfThere(each + "/cgroup.procs")
        .map(text -> text.lines().map(Long::valueOf).filter(pid -> pid > 0))
        .map(pids -> pids.collect(Collectors.toCollection(HashSet::new)))
        .orElseGet(HashSet::new);
  }

  /** Returns the group and all below it, each before what is below it. */
  private List<String> groups() throws CaissonException {
    List<String> groups = new ArrayList<>();
    groups.add(group);
    for (int i = 0; i < groups.size(); i++) {
      String each = groups.get(i);
      parent.directories(each).forEach(child -> groups.add(each + "/" + child));
    }
    return groups;
  }

  /**
   * Removes the group with all below it; what still runs there is killed. One that is not there is
   * removed.
   *
   * @throws CaissonException if it can't be removed within 2 seconds
   */
  void remove() throws CaissonException {
    if (parent.removeDirectory(group)) {
      return;
    }
    try (Patience patience = new Patience(LIMIT)) {
      do {
        removeNow();
      } while (!parent.removeDirectory(group) && waitFor(patience));
    }
  }

  private void removeNow() throws CaissonException {
    try {
      kill();
      List<String> groups = groups();
      for (int i = groups.size() - 1; i > 0; i--) {
        parent.removeDirectory(groups.get(i));
      }
    } catch (SystemCallException e) {
      // Another one who removes it as well was faster.
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) {
        throw e;
      }
    }
  }

  private boolean waitFor(Patience patience) throws CaissonException {
    if (!patience.pause()) {
      throw busy("remove cgroup", group);
    }
    return true;
  }

  private CaissonException busy(String step, String each) throws CaissonException {
    String left = parent.readIfThere(each + "/cgroup.procs").orElse("").replace('\n', ' ');
    String remedy =
        left.isEmpty()
            ? "see whether there is a group below it"
            : "see why these processes don't end: " + left;
    return new SystemCallException(
        step, parent.path(each), Errno.EBUSY.number(), Optional.of(remedy));
  }
}
