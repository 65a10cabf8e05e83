package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.linux.Pidfd;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of one directory of a hierarchy, without those of the groups below it.
 *
 * @param parent the directory that the group is in
 * @param group its name there
 */
record ProcessList(KernelDirectory parent, String group) {

  private static final int SIGKILL = 9;
  // So many descriptors are held at once.
  private static final int BATCH = 256;

  /** Returns the lines of the file; a process that this PID namespace can't name is a 0. */
  List<String> lines() throws CaissonException {
    return lines("cgroup.procs");
  }

  /** Returns the threads, in the same way. */
  List<String> threads() throws CaissonException {
    Optional<String> legacy = parent.readIfThere(group + "/tasks");
    return legacy.isPresent() ? legacy.get().lines().toList() : lines("cgroup.threads");
  }

  private List<String> lines(String file) throws CaissonException {
    try {
      return parent.readIfThere(group + "/" + file).stream().flatMap(String::lines).toList();
    } catch (SystemCallException e) {
      // A group of threads on v2 does not tell their processes.
      if (e.is(Errno.EOPNOTSUPP)) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Sends SIGKILL to each process that can be named, and returns whether there was any, with or
   * without a name.
   *
   * <p>Each is held first and looked for again, so that a number used anew is not hit.
   */
  boolean kill() throws CaissonException {
    List<String> lines = lines();
    List<Long> pids = lines.stream().map(Long::valueOf).filter(pid -> pid > 0).toList();
    boolean found = pids.size() < lines.size();
    for (int from = 0; from < pids.size(); from += BATCH) {
      found |= kill(pids.subList(from, Math.min(pids.size(), from + BATCH)));
    }
    return found;
  }

  private boolean kill(List<Long> pids) throws CaissonException {
    boolean found = false;
    List<Held> batch = new ArrayList<>();
    try {
      for (long pid : pids) {
        Pidfd.of(pid).ifPresent(process -> batch.add(new Held(pid, process)));
      }
      Set<String> still = new HashSet<>(lines());
      for (Held held : batch) {
        found |= still.contains(Long.toString(held.pid)) && held.process.signal(SIGKILL);
      }
      return found;
    } finally {
      batch.forEach(held -> held.process.close());
    }
  }

  private record Held(long pid, Pidfd process) {}
}
