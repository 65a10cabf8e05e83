package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Pidfd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The processes of a {@link Cgroup}: which they are, and the way in and out.
 *
 * <p>A process that is added leaves the group it was in, and what it starts later is born in its
 * own group. Each call that names one makes sure that the process it found under the number is the
 * one that was moved; one that ends meanwhile is an error.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class Processes {

  private final Cgroup group;

  Processes(Cgroup group) {
    this.group = group;
  }

  /**
   * Returns the numbers of the processes that are in the group itself and not in one in it, as this
   * JVM's PID namespace has them; one that it can't name is left out. A snapshot.
   *
   * @throws IllegalStateException once the group is closed; if it is one of threads
   * @throws CaissonException if the group can't be read
   */
  public Set<Long> list() throws CaissonException {
    return lines().stream()
        .map(Long::valueOf)
        .filter(pid -> pid > 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<String> lines() throws CaissonException {
    return members().get(0).processes().lines();
  }

  private List<Member> members() {
    if (group.isThreaded()) {
      throw new IllegalStateException("cgroup is one of threads, not processes: " + group.name());
    }
    return group.openMembers();
  }

  /**
   * Returns whether there is no process in the group or in one in it: what the kernel says now.
   *
   * @throws IllegalStateException once the group is closed; if it is one of threads
   */
  public boolean isEmpty() throws CaissonException {
    return !members().get(0).subtree().isPopulated();
  }

  /**
   * Waits until there is no process in the group or in one in it, and returns whether that came
   * within the time.
   *
   * @throws IllegalStateException once the group is closed; if it is one of threads
   */
  public boolean awaitEmpty(Duration limit) throws CaissonException {
    try (Patience patience = new Patience(limit)) {
      while (!isEmpty()) {
        if (!patience.pause()) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Moves the process that has this number now into the group.
   *
   * @throws IllegalArgumentException if the number is not positive
   * @throws CaissonException as {@link #add(ProcessHandle)} does
   */
  public void add(long pid) throws CaissonException {
    move(pid, Optional.empty());
  }

  /**
   * Moves a process into the group, with all its threads.
   *
   * @throws IllegalStateException once the group is closed; if it is one of threads
   * @throws CaissonException if the process has ended (ESRCH), if the kernel does not let this user
   *     move it (EACCES), or on v2 if there are groups in this one (EBUSY); where one hierarchy
   *     refuses, it is in the group in none
   */
  public void add(ProcessHandle process) throws CaissonException {
    move(process.pid(), Optional.of(process));
  }

  private void move(long pid, Optional<ProcessHandle> known) throws CaissonException {
    List<Member> members = members();
    Move move = new Move("add process " + pid + " to", group, pid);
    try (Pidfd held = move.hold(known)) {
      int done = 0;
      try {
        for (Member member : members) {
          move.step(() -> member.add(pid));
          done++;
        }
        move.requireSame(held);
      } catch (CaissonException e) {
        for (Member member : members.subList(0, done)) {
          takeBack(member, pid, e);
        }
        throw e;
      }
    }
  }

  private static void takeBack(Member member, long pid, CaissonException cause) {
    try {
      if (member.processes().lines().contains(Long.toString(pid))) {
        member.putOut(pid);
      }
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Moves the process that has this number now out of this group and of all above it, to where the
   * groups of this JVM begin; on v2, where no process can be there, to the group that this JVM is
   * in. What the process started stays.
   *
   * @throws IllegalArgumentException if the process is not in the group
   * @throws IllegalStateException once the group is closed; if it is one of threads
   * @throws CaissonException as {@link #add(ProcessHandle)} does
   */
  public void remove(long pid) throws CaissonException {
    Move move = new Move("remove process " + pid + " from", group, pid);
    List<Member> members = members();
    try (Pidfd held = move.hold(Optional.empty())) {
      requireHere(pid);
      for (Member member : members) {
        move.step(() -> member.putOut(pid));
      }
      move.requireSame(held);
    }
  }

  /**
   * Moves the process that has this number now from this group to another.
   *
   * @throws IllegalArgumentException if the process is not in this group
   * @throws IllegalStateException once one of the groups is closed; if one is of threads
   * @throws CaissonException as {@link #add(ProcessHandle)} does
   */
  public void move(long pid, Cgroup other) throws CaissonException {
    requireHere(pid);
    other.processes().add(pid);
    List<Hierarchy> entered = other.openMembers().stream().map(Member::hierarchy).toList();
    Move move = new Move("remove process " + pid + " from", group, pid);
    for (Member member : members()) {
      // On v1 the other may be in fewer hierarchies.
      if (!entered.contains(member.hierarchy())) {
        move.step(() -> member.putOut(pid));
      }
    }
  }

  private void requireHere(long pid) throws CaissonException {
    if (!lines().contains(Long.toString(pid))) {
      throw new IllegalArgumentException("process " + pid + " is not in cgroup " + group.name());
    }
  }
}
