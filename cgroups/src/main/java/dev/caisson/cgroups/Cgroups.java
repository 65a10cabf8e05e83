package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The control groups of this JVM, on v1, v2 and hybrid hosts.
 *
 * <p>They are in {@code caisson/<pid>-<random>/<name>}: at the top of each hierarchy where this
 * process may write there, as root may; else below the nearest group upward from its own that was
 * delegated to it. Only the hierarchies that are needed are used. Any thread may use this.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class Cgroups {

  // No dot, so that no name meets one of the kernel's files; 200 fit into a path of any host.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,199}");
  // Those of v1's files that have no dot.
  private static final Set<String> FILES = Set.of("tasks", "notify_on_release", "release_agent");
  private static final Set<Subsystem> ALWAYS =
      EnumSet.of(Subsystem.PIDS, Subsystem.MEMORY, Subsystem.CPUACCT, Subsystem.FREEZER);

  private final Layout layout;
  private final Map<Hierarchy, Instance> instances = new HashMap<>();
  private boolean swept;

  private Cgroups(Layout layout) {
    this.layout = layout;
  }

  private static final class Host {
    private static final Cgroups CGROUPS = new Cgroups(find());

    private static Layout find() {
      return Layout.find(
          read("/proc/self/mountinfo"), read("/proc/self/cgroup"), Files::isWritable);
    }
  }

  /** Returns a file's text; a kernel without control groups has none, and no /proc/self/cgroup. */
  static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what this process can use of this host, which is looked for at the first call. */
  public static Cgroups host() {
    return Host.CGROUPS;
  }

  static Cgroups of(Layout layout) {
    return new Cgroups(layout);
  }

  /** Returns the controllers by which a group can be limited here. */
  public Set<Controller> controllers() {
    Set<Controller> found = EnumSet.allOf(Controller.class);
    found.removeIf(controller -> whyUnavailable(controller).isPresent());
    return found;
  }

  /** Returns why a group can't be limited by a controller, and what mends it; empty if it can. */
  public Optional<String> whyUnavailable(Controller controller) {
    return obstacle(Subsystem.of(controller)).map(Obstacle::toString);
  }

  /**
   * Returns the error that says why {@link Freezer#freeze} has nothing to work with here, and what
   * mends it.
   *
   * @throws IllegalStateException if it has
   */
  public UnsupportedHostException whyNotFrozen() {
    return obstacle(Subsystem.FREEZER)
        .orElseThrow(() -> new IllegalStateException("groups can be frozen"))
        .exception("freeze processes");
  }

  private Optional<Obstacle> obstacle(Subsystem subsystem) {
    return Optional.ofNullable(layout.obstacles().get(subsystem));
  }

  /**
   * Finds out what this host has and this process may; makes a group for the time of the call,
   * where it can.
   *
   * @throws CaissonException if a group that can be made is refused by the kernel
   */
  public CgroupReport report() throws CaissonException {
    HostSurvey survey =
        new HostSurvey(
            CgroupMount.parse(read("/proc/self/mountinfo")),
            OwnGroups.parse(read("/proc/self/cgroup")),
            layout);
    String name = "survey-" + UUID.randomUUID();
    Optional<Cgroup> made = account(name);
    if (made.isEmpty()) {
      return survey.report(Set.of());
    }
    try (Cgroup group = made.get()) {
      return survey.report(HostSurvey.features(group));
    }
  }

  /** Returns whether a group can be made here at all, to count if not to limit. */
  public boolean canAccount() {
    return !layout.through(ALWAYS).isEmpty();
  }

  /**
   * Returns whether a group with these limits may be one of v2, in which clone3(2) has to start a
   * process: then it has to be there before the process.
   */
  public boolean mayTakeClones(Limits limits) {
    return through(limits).stream().anyMatch(Hierarchy::takesClones);
  }

  /** Returns whether the controllers for these limits are spread over v1 and v2. */
  public boolean isMixed(Limits limits) {
    return mayTakeClones(limits) && !through(limits).stream().allMatch(Hierarchy::takesClones);
  }

  private List<Hierarchy> through(Limits limits) {
    Set<Subsystem> wanted = EnumSet.copyOf(ALWAYS);
    limits.controllers().forEach(controller -> wanted.add(Subsystem.of(controller)));
    return layout.through(wanted);
  }

  /**
   * Makes a group that limits nothing, and counts what this host can count; empty where there is no
   * hierarchy that this process can use. Nothing was asked for then that is not in force.
   *
   * @throws CaissonException as {@link #create} does
   */
  public Optional<Cgroup> account(String name) throws CaissonException {
    return canAccount() ? Optional.of(create(name, Limits.none())) : Optional.empty();
  }

  /**
   * Makes a group, with these limits in force, without any process.
   *
   * @param name letters, digits, {@code _} and {@code -}, 200 at most; of no other open group of
   *     this JVM
   * @throws IllegalArgumentException if the name is none
   * @throws IllegalStateException if the name is in use
   * @throws dev.caisson.error.UnsupportedHostException if a limit can't be had here
   * @throws CaissonException if the kernel refuses a step; then nothing is left
   */
  public Cgroup create(String name, Limits limits) throws CaissonException {
    return create(Nest.top(this), name, limits);
  }

  Cgroup create(Nest nest, String name, Limits limits) throws CaissonException {
    Objects.requireNonNull(limits, "limits");
    if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
      throw new IllegalArgumentException("cgroup name not of " + NAME + ": " + name);
    }
    if (FILES.contains(name)) {
      throw new IllegalArgumentException("cgroup name is that of a file of the kernel's: " + name);
    }
    Set<Subsystem> wanted = nest.wanted(limits, require(limits));
    sweepOnce();
    List<Member> made = new ArrayList<>();
    try {
      for (Hierarchy hierarchy : layout.through(wanted)) {
        made.add(nest.make(hierarchy, name, wanted));
      }
      return Cgroup.of(nest.within(name, made), limits);
    } catch (CaissonException | IllegalStateException e) {
      made.forEach(member -> member.undo(e));
      throw e;
    }
  }

  private Set<Subsystem> require(Limits limits) throws CaissonException {
    Set<Subsystem> wanted = EnumSet.copyOf(ALWAYS);
    for (Controller controller : limits.controllers()) {
      Subsystem subsystem = Subsystem.of(controller);
      Optional<Obstacle> obstacle = obstacle(subsystem);
      if (obstacle.isPresent()) {
        throw obstacle.get().exception("limit " + controller);
      }
      wanted.add(subsystem);
    }
    for (Hierarchy hierarchy : layout.through(wanted)) {
      hierarchy.requireExpressible(limits);
    }
    if (limits.isEmpty() && !canAccount()) {
      throw obstacle(Subsystem.CPUACCT).orElseThrow().exception("make a cgroup");
    }
    return wanted;
  }

  /** Makes a group's directory in that of this JVM. */
  Member make(Hierarchy hierarchy, String name, Set<Subsystem> wanted, boolean threaded)
      throws CaissonException {
    Instance instance = hold(hierarchy);
    try {
      return Member.make(instance, name, wanted, threaded);
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
    // Someone has removed our directory while it was empty.
    forget(hierarchy, instance);
    return Member.make(hold(hierarchy), name, wanted, threaded);
  }

  private synchronized Instance hold(Hierarchy hierarchy) throws CaissonException {
    Instance known = instances.get(hierarchy);
    if (known == null) {
      known = Instance.open(hierarchy);
      instances.put(hierarchy, known);
    }
    known.hold();
    return known;
  }

  private synchronized void forget(Hierarchy hierarchy, Instance instance) {
    if (instances.remove(hierarchy, instance)) {
      instance.release();
    }
  }

  private synchronized void sweepOnce() {
    if (!swept) {
      swept = true;
      try {
        sweep();
      } catch (CaissonException e) {
        // What others have left is no reason to refuse a new group; sweep() itself tells.
      }
    }
  }

  /**
   * Kills and removes what JVMs of this user's have left that ended without doing so, by SIGKILL
   * for example. Never touches what belongs to a JVM that runs. The first {@link #create} does this
   * too, and ignores what can't be removed.
   *
   * @throws CaissonException if something can't be removed, after everything was tried
   */
  public void sweep() throws CaissonException {
    Sweep.over(layout.hierarchies());
  }

  /**
   * Kills what runs in the groups of this JVM, and removes them and their parent: for the orderly
   * end of the JVM. A later {@link #create} makes the parent again.
   *
   * @throws CaissonException if something can't be removed, after everything was tried
   */
  public synchronized void removeAll() throws CaissonException {
    Failures failures = new Failures();
    List<Hierarchy> order = new ArrayList<>(instances.keySet());
    order.sort(Hierarchy.REMOVAL);
    for (Hierarchy hierarchy : order) {
      Instance instance = Objects.requireNonNull(instances.get(hierarchy));
      failures.collect(instance::remove);
      instance.release();
    }
    instances.clear();
    failures.throwFirst();
  }
}
