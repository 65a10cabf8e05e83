package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.EventFd;
import dev.caisson.linux.Fd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A control group: processes that are limited, counted and killed together, in as many hierarchies
 * as that takes on this host.
 *
 * <p>Any thread may use it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class Cgroup implements AutoCloseable {

  private static final Duration FREEZE_LIMIT = Duration.ofSeconds(10);
  private static final int ROUNDS_TO_THAW = 50;

  private final String name;
  private final List<Member> members;
  private final Placement placement;
  private final Optional<EventFd> outOfMemoryEvent;
  private long thawed;
  private boolean dying;

  private Cgroup(
      String name, List<Member> members, Placement placement, Optional<EventFd> outOfMemoryEvent) {
    this.name = name;
    this.members = new ArrayList<>(members);
    this.placement = placement;
    this.outOfMemoryEvent = outOfMemoryEvent;
  }

  /** Makes a group of directories that were just made; where that fails, they stay the caller's. */
  static Cgroup of(String name, List<Member> members, Limits limits) throws CaissonException {
    for (Member member : members) {
      member.limit(limits);
    }
    Placement placement = placement(members);
    try {
      return new Cgroup(name, members, placement, outOfMemoryEvent(members, limits));
    } catch (CaissonException e) {
      placement.close();
      throw e;
    }
  }

  private static Placement placement(List<Member> members) throws CaissonException {
    return members.stream().allMatch(Member::takesClones)
        ? new Placement.Unified(members.get(0).openDirectory())
        : new Placement.Legacy(members.stream().map(Member::entrance).toList());
  }

  private static Optional<EventFd> outOfMemoryEvent(List<Member> members, Limits limits)
      throws CaissonException {
    for (Member member : members) {
      if (limits.memoryMax().isPresent() && member.has(Subsystem.MEMORY)) {
        return member.outOfMemoryEvent();
      }
    }
    return Optional.empty();
  }

  /** Returns the name that the group was made with. */
  public String name() {
    return name;
  }

  /** Returns how a new process gets into this group. */
  public Placement placement() {
    return placement;
  }

  /**
   * Returns what becomes readable when the group reaches its memory limit and the kernel is about
   * to kill one of its processes: on v1, where the kernel can't be told to kill the whole group.
   *
   * <p>Empty on v2, where it does so ({@code memory.oom.group}), for a group without a memory
   * limit, and on a v1 kernel without such events. Closed with the group.
   */
  // The event is for the sibling modules, to which its package is exported.
  @SuppressWarnings("exports")
  public Optional<EventFd> outOfMemoryEvent() {
    return outOfMemoryEvent;
  }

  /**
   * Reads what the group has used until now; numbers of different kinds are read one after another.
   *
   * @throws IllegalStateException once closed
   * @throws CaissonException if a file of the group can't be read
   */
  public synchronized Statistics statistics() throws CaissonException {
    return new Statistics(
        cpuUsage(),
        read(Counter.MEMORY_CURRENT),
        memoryPeak(),
        outOfMemoryKills(),
        read(Counter.PIDS_CURRENT),
        read(Counter.PIDS_DENIED));
  }

  /** Reads {@link Statistics#cpuUsage} alone. */
  public synchronized Optional<Duration> cpuUsage() throws CaissonException {
    OptionalLong nanos = read(Counter.CPU_USAGE);
    return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
  }

  /** Reads {@link Statistics#memoryPeak} alone. */
  public synchronized OptionalLong memoryPeak() throws CaissonException {
    return read(Counter.MEMORY_PEAK);
  }

  /** Reads {@link Statistics#outOfMemoryKills} alone. */
  public synchronized OptionalLong outOfMemoryKills() throws CaissonException {
    return read(Counter.OUT_OF_MEMORY_KILLS);
  }

  private OptionalLong read(Counter counter) throws CaissonException {
    if (members.isEmpty()) {
      throw new IllegalStateException("cgroup is closed: " + name);
    }
    for (Member member : members) {
      if (member.has(counter.subsystem())) {
        return member.read(counter);
      }
    }
    return OptionalLong.empty();
  }

  /** Returns whether this group can be frozen; {@link Cgroups#whyNotFrozen} says why it can't. */
  public synchronized boolean canFreeze() {
    return members.stream().anyMatch(member -> member.has(Subsystem.FREEZER));
  }

  /**
   * Stops every process in the group where it is, and returns once all have stopped; processes that
   * come later stop too. Does nothing where they have.
   *
   * @throws IllegalStateException if the group can't be frozen, or is closed, or about to be
   * @throws CaissonException if it is thawed meanwhile, or a process does not stop for 10 seconds,
   *     as in an uninterruptible wait; the group goes on then
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup.freeze of v2</a>
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html">freezer of
   *     v1</a>
   */
  public void freeze() throws CaissonException {
    long mark = beginFreeze();
    try (Patience patience = new Patience(FREEZE_LIMIT)) {
      for (int round = 1; !freezeNow(mark, round); round++) {
        if (!patience.pause()) {
          thaw();
          throw notFrozen("processes do not stop: are they in state D, as ps(1) shows?");
        }
      }
    }
  }

  private synchronized long beginFreeze() {
    freezer();
    return thawed;
  }

  private synchronized boolean freezeNow(long mark, int round) throws CaissonException {
    Member freezer = freezer();
    if (mark != thawed) {
      throw notFrozen("it was thawed meanwhile");
    }
    if (round % ROUNDS_TO_THAW == 0) {
      // A kernel of v1 may never get done where processes keep forking, unless it starts anew.
      freezer.thaw();
    }
    return freezer.freeze();
  }

  private CaissonException notFrozen(String cause) {
    return new CaissonException("freeze cgroup", name, cause, Optional.empty());
  }

  private Member freezer() {
    if (dying || members.isEmpty()) {
      throw new IllegalStateException("cgroup is closed: " + name);
    }
    return members.stream()
        .filter(member -> member.has(Subsystem.FREEZER))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("cgroup can't be frozen: " + name));
  }

  /** Returns whether every process in the group is stopped: what the kernel says now. */
  public synchronized boolean isFrozen() throws CaissonException {
    return !dying && !members.isEmpty() && canFreeze() && freezer().isFrozen();
  }

  /** Lets the processes go on; does nothing where they do, or once closed. */
  public synchronized void thaw() throws CaissonException {
    thawed++;
    if (!dying && !members.isEmpty() && canFreeze()) {
      freezer().thaw();
    }
  }

  /**
   * Lets processes that were sent SIGKILL die, be they frozen; from now on the group can't be
   * frozen. A frozen process of v1 would not take the signal.
   */
  public synchronized void thawForGood() throws CaissonException {
    dying = true;
    for (Member member : members) {
      if (member.has(Subsystem.FREEZER) && member.holdsTheDying()) {
        member.thaw();
      }
    }
  }

  /**
   * Lets one process that was sent SIGKILL die, be it frozen with the group, which stays so. It
   * leaves the group to do so where that is of v1.
   */
  public synchronized void letDie(long pid) throws CaissonException {
    for (Member member : members) {
      if (member.has(Subsystem.FREEZER)) {
        member.letDie(pid);
      }
    }
  }

  /**
   * Opens the file to which {@code THAWED} is to be written after SIGKILL, for a process that
   * outlives this JVM; empty where a frozen process takes the signal, as on v2.
   */
  // The file is for the sibling modules, to which the package of Fd is exported.
  @SuppressWarnings("exports")
  public synchronized Optional<Fd> thawFile() throws CaissonException {
    return freezer().thawFile();
  }

  /**
   * Kills every process in the group, and returns when the signals are sent: the processes end a
   * little later. No new process can start in the group from then on, where pids can be limited or
   * the group is of v2. Does nothing once closed.
   *
   * @throws CaissonException if a process can't be killed, or new ones come for 2 seconds
   */
  public synchronized void kill() throws CaissonException {
    Failures failures = new Failures();
    members.forEach(member -> failures.collect(member::kill));
    failures.throwFirst();
  }

  /**
   * Removes the group, with groups made below it; what still runs in them is killed. A second call
   * does nothing, or, where the first failed, tries again.
   *
   * @throws CaissonException if the kernel finds the group in use for more than 2 seconds
   */
  @Override
  public synchronized void close() throws CaissonException {
    outOfMemoryEvent.ifPresent(EventFd::close);
    placement.close();
    Failures failures = new Failures();
    // From the last that was joined, the freezer of v1, in which nothing dies while it is frozen.
    List<Member> reversed = new ArrayList<>(members);
    Collections.reverse(reversed);
    for (Member member : reversed) {
      failures.collect(
          () -> {
            member.close();
            members.remove(member);
          });
    }
    failures.throwFirst();
  }

  @Override
  public String toString() {
    return "cgroup " + name;
  }
}
