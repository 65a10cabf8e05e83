package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads of a {@link Cgroup}: which they are, and the way in and out of a group that {@link
 * Cgroup#threadedChild} has made.
 *
 * <p>A thread is named by its id in this JVM's PID namespace, as gettid(2) gives it. No call can
 * tell whether that was used anew meanwhile: the caller makes sure that the thread goes on.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#threads">Threads of v2</a>
 */
public final class Threads {

  private final Cgroup group;

  Threads(Cgroup group) {
    this.group = group;
  }

  /**
   * Returns the ids of the threads that are in the group itself and not in one in it; one that this
   * JVM's PID namespace can't name is left out. A snapshot.
   *
   * @throws IllegalStateException once the group is closed
   * @throws CaissonException if the group can't be read
   */
  public Set<Long> list() throws CaissonException {
    return group.openMembers().get(0).processes().threads().stream()
        .map(Long::valueOf)
        .filter(tid -> tid > 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Moves a thread into the group.
   *
   * @throws IllegalArgumentException if its process is not in the group above this one
   * @throws IllegalStateException if the group is not one of threads, or closed
   * @throws CaissonException if the thread has ended (ESRCH)
   */
  public void add(long tid) throws CaissonException {
    Move move = new Move("add thread " + tid + " to", group, tid);
    List<Member> members = threaded();
    long process = process(move, tid);
    for (Member member : members) {
      if (!member.isAbove(process)) {
        throw new IllegalArgumentException(
            "process " + process + " of thread " + tid + " is not in the group above " + group);
      }
      move.step(() -> member.addThread(tid));
    }
  }

  private List<Member> threaded() {
    if (!group.isThreaded()) {
      throw new IllegalStateException("cgroup is one of processes, not threads: " + group.name());
    }
    return group.openMembers();
  }

  private static long process(Move move, long tid) throws CaissonException {
    String line = "Tgid:";
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + tid + "/status"))) {
      return lines
          .filter(each -> each.startsWith(line))
          .mapToLong(each -> Long.parseLong(each.substring(line.length()).strip()))
          .findFirst()
          .orElseThrow(move::gone);
    } catch (IOException | UncheckedIOException e) {
      // Whether it went before the file was opened or while it was read.
      CaissonException gone = move.gone();
      gone.initCause(e);
      throw gone;
    }
  }

  /**
   * Moves a thread of the group back to the group above.
   *
   * @throws IllegalArgumentException if the thread is not in the group
   * @throws IllegalStateException if the group is not one of threads, or closed
   * @throws CaissonException if the thread has ended (ESRCH)
   */
  public void remove(long tid) throws CaissonException {
    Move move = new Move("remove thread " + tid + " from", group, tid);
    List<Member> members = threaded();
    if (!list().contains(tid)) {
      throw new IllegalArgumentException("thread " + tid + " is not in cgroup " + group.name());
    }
    for (Member member : members) {
      move.step(() -> member.moveThreadUp(tid));
    }
  }
}
