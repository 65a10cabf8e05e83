package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.EventFd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A control group: processes that are limited, counted and killed together, in as many hierarchies
 * as that takes on this host.
 *
 * <p>Any thread may use it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class Cgroup implements AutoCloseable {

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final Nest inside;
  private final List<Member> members;
  private final Freezer freezer;
  private final Placement placement;
  private final Optional<EventFd> outOfMemoryEvent;
  private final Set<Cgroup> children = new LinkedHashSet<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final LegacyPopulation population = new LegacyPopulation();

  private Cgroup(Nest inside, Placement placement, Optional<EventFd> outOfMemoryEvent) {
    this.inside = inside;
    this.members = new ArrayList<>(inside.members());
    this.freezer =
        new Freezer(
            inside.path(),
            members.stream().filter(member -> member.has(Subsystem.FREEZER)).findFirst());
    this.placement = placement;
    this.outOfMemoryEvent = outOfMemoryEvent;
  }

  /**
   * Makes a group of directories that were just made; where that fails, they stay the caller's.
   *
   * @param inside the place in the group, with its directories
   */
  static Cgroup of(Nest inside, Limits limits) throws CaissonException {
    List<Member> members = inside.members();
    Change.onNew(members, limits);
    Placement placement = Member.placement(members);
    try {
      return new Cgroup(inside, placement, OutOfMemory.event(members, limits));
    } catch (CaissonException e) {
      placement.close();
      throw e;
    }
  }

  /** Returns the name that the group was made with, after that of the group it was made in. */
  public String name() {
    return inside.path();
  }

  /**
   * Makes a group in this one, whose processes count for both. It ends with this one at the latest.
   *
   * <p>On v2 a group with groups in it has no processes of its own; on v1 it may have some.
   *
   * @param name as that of {@link Cgroups#create}; of no other open group in this one
   * @throws IllegalArgumentException if the name is none
   * @throws IllegalStateException if the name is in use, or this is closed
   * @throws dev.caisson.error.UnsupportedHostException if a limit can't be had here
   * @throws CaissonException if the kernel refuses a step, as v2 does while there are processes in
   *     this group; then nothing is left
   */
  public Cgroup child(String name, Limits limits) throws CaissonException {
    return child(inside, name, limits);
  }

  /**
   * Makes a group in this one for some threads of the processes of this one, as {@link #threads}
   * adds them. When it is closed they go on in this one.
   *
   * @param limits of processor time and of the number of threads; the kernel knows no others of
   *     threads
   * @throws IllegalArgumentException if the name is none
   * @throws IllegalStateException if the name is in use, or this is closed
   * @throws dev.caisson.error.UnsupportedHostException if a limit can't be had here, or of threads
   * @throws CaissonException if the kernel refuses a step, as v2 does where there is a group of
   *     processes in this one; then nothing is left
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#threads">Threads</a>
   */
  public Cgroup threadedChild(String name, Limits limits) throws CaissonException {
    return child(inside.forThreads(), name, limits);
  }

  private synchronized Cgroup child(Nest nest, String name, Limits limits) throws CaissonException {
    openMembers();
    children.removeIf(Cgroup::isClosed);
    Cgroup child = inside.cgroups().create(nest, name, limits);
    children.add(child);
    return child;
  }

  /** Returns the processes that are in this group itself, and the way in and out for them. */
  public Processes processes() {
    return new Processes(this);
  }

  /** Returns the threads of this group's processes, and the way in and out of one of threads. */
  public Threads threads() {
    return new Threads(this);
  }

  /** Returns what tells listeners of what happens to this group. */
  public Events events() {
    return new Events(this);
  }

  LegacyPopulation population() {
    return population;
  }

  /** Ends a subscription with this group. */
  synchronized Subscription keep(Subscription subscription) {
    if (isClosed()) {
      subscription.close();
      openMembers();
    }
    subscriptions.removeIf(Subscription::isClosed);
    subscriptions.add(subscription);
    return subscription;
  }

  /**
   * Gives the group to a user, who can then make groups in it, and move processes between them that
   * are in it already. The limits of this group stay out of his reach; on v2 he can make 1,024
   * groups, 32 deep.
   *
   * <p>On v1 the kernel lets him have what is below the group to the same extent in each hierarchy
   * that this group is in.
   *
   * @param uid from 0, as seen in the user namespace of this JVM
   * @param gid from 0, likewise
   * @throws IllegalArgumentException if one is negative or above 4,294,967,294
   * @throws IllegalStateException once closed
   * @throws CaissonException EPERM where this user may not give files away
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#delegation">Delegation</a>
   */
  public synchronized void delegate(long uid, long gid) throws CaissonException {
    Delegation.requireId("uid", uid);
    Delegation.requireId("gid", gid);
    for (Member member : openMembers()) {
      member.delegation().to(uid, gid);
    }
  }

  /** Returns the parts of this group, in the order of joining. */
  synchronized List<Member> openMembers() {
    if (members.isEmpty()) {
      throw new IllegalStateException("cgroup is closed: " + name());
    }
    return List.copyOf(members);
  }

  synchronized boolean isClosed() {
    return members.isEmpty();
  }

  /** Returns whether this is for threads of the processes of the group above. */
  boolean isThreaded() {
    return inside.threaded();
  }

  /**
   * Changes the limits of the group, whatever runs in it; what these limits do not set stays.
   *
   * <p>Where the kernel refuses one, those before are taken back; what can't be is suppressed in
   * the error, and what v2 killed meanwhile is dead.
   *
   * @throws IllegalStateException once closed
   * @throws dev.caisson.error.UnsupportedHostException if a limit can't be had here, or on v1 the
   *     group was made without its controller, which {@link Limits#counting} adds
   * @throws CaissonException if the kernel refuses a value
   */
  public synchronized void limit(Limits limits) throws CaissonException {
    Change.onRunning(toString(), openMembers(), limits);
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
   * Reads what the group has used until now, once; {@link #statisticsReader} is for more than that.
   *
   * @throws IllegalStateException once closed
   * @throws CaissonException if a file of the group can't be read
   */
  public Statistics statistics() throws CaissonException {
    try (StatisticsReader reader = statisticsReader()) {
      return reader.read();
    }
  }

  /**
   * Opens what reads the statistics of the group again and again; the caller closes it.
   *
   * @throws IllegalStateException once closed
   * @throws CaissonException if a file of the group can't be opened
   */
  public synchronized StatisticsReader statisticsReader() throws CaissonException {
    return StatisticsReader.open(openMembers());
  }

  /** Reads {@link CpuStatistics#usage} alone. */
  public synchronized Optional<Duration> cpuUsage() throws CaissonException {
    OptionalLong nanos = Counter.CPU_USAGE.read(openMembers());
    return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
  }

  /** Reads {@link MemoryStatistics#peak} alone. */
  public synchronized OptionalLong memoryPeak() throws CaissonException {
    return Counter.MEMORY_PEAK.read(openMembers());
  }

  /** Reads {@link MemoryStatistics.Events#oomKill} alone. */
  public synchronized OptionalLong outOfMemoryKills() throws CaissonException {
    return Counter.OUT_OF_MEMORY_KILLS.read(openMembers());
  }

  /** Returns what stops the processes of this group where they are, and lets them go on. */
  public Freezer freezer() {
    return freezer;
  }

  /**
   * Kills every process in the group and in those in it, however fast they fork, and returns when
   * all have ended. A frozen group is thawed to that end. The group can be used again then; does
   * nothing once closed.
   *
   * @throws IllegalStateException if it is a group of threads, which die with their process alone
   * @throws CaissonException if a process can't be killed, or some are left after 10 seconds: those
   *     in an uninterruptible wait, or, on a v1 host without freezer and pids, what forks faster
   *     than it can be signalled
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup.kill of v2</a>
   */
  public synchronized void kill() throws CaissonException {
    if (isThreaded()) {
      throw new IllegalStateException("cgroup is one of threads, kill that above: " + name());
    }
    new Killing(members).run(KILL_LIMIT);
  }

  /**
   * Removes the group, with groups made in it; what still runs in them is killed. A second call
   * does nothing, or, where the first failed, tries again.
   *
   * @throws CaissonException if the kernel finds the group in use for more than 5 seconds
   */
  @Override
  public synchronized void close() throws CaissonException {
    outOfMemoryEvent.ifPresent(EventFd::close);
    subscriptions.forEach(Subscription::close);
    placement.close();
    freezer.end();
    Failures failures = new Failures();
    children.forEach(child -> failures.collect(child::close));
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
    return "cgroup " + name();
  }
}
