package dev.caisson;

import dev.caisson.cgroups.Controller;
import dev.caisson.cgroups.CpuMax;
import dev.caisson.cgroups.Limits;
import dev.caisson.error.CaissonException;
import dev.caisson.image.registry.Reference;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Mount;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.seccomp.SeccompAction;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import dev.caisson.namespaces.seccomp.Supervisor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gathers what a container is to be; in any order, each setting once.
 *
 * <p>What is not set is safe: no network, no capabilities, no new privileges, a seccomp filter, at
 * most 1,024 processes, {@code /proc} masked, nothing written outside the container.
 */
public final class ContainerBuilder extends ConfinementBuilder<ContainerBuilder> {

  // gethostname(2): at most 64 bytes; hostname(7): letters, digits, hyphens and dots.
  private static final Pattern HOSTNAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?");

  private final Setting<Root> root = new Setting<>("root");
  private final NamespaceSettings namespaces = new NamespaceSettings();
  private final List<Mount> mounts = new ArrayList<>();
  private final Setting<Boolean> readOnlyRoot = new Setting<>("read-only root");
  private final Setting<Long> memory = new Setting<>("memory limit");
  private final Setting<CpuMax> cpus = new Setting<>("cpu limit");
  private final Setting<Long> pids = new Setting<>("pids limit");
  private final Setting<Limits> limits = new Setting<>("limits");
  private final Setting<Long> diskLimit = new Setting<>("disk limit");
  private final Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
  private final Setting<SystemCalls> seccomp = new Setting<>("seccomp profile");
  private boolean newPrivileges;
  private boolean unmasked;
  private final Setting<Users> users = new Setting<>("users");
  private final Setting<List<String>> entrypoint = new Setting<>("entrypoint");
  private boolean withoutInit;

  ContainerBuilder() {}

  @Override
  ContainerBuilder self() {
    return this;
  }

  /** Sets what the root file system is made from; there is no default. */
  public ContainerBuilder root(Root root) {
    this.root.set(root);
    return this;
  }

  /**
   * Sets the root file system to that of an image, as {@link Root#image(Reference)} has it.
   *
   * @param name as Docker reads it: {@code busybox:1.36}
   * @throws IllegalArgumentException if it is no name of an image
   */
  public ContainerBuilder image(String name) {
    return root(Root.image(Reference.parse(name)));
  }

  /** Sets the host name, of at most 64 letters, digits, hyphens and dots. */
  public ContainerBuilder hostname(String hostname) {
    Objects.requireNonNull(hostname, "host name");
    if (!HOSTNAME.matcher(hostname).matches()) {
      throw new IllegalArgumentException("not a host name: " + hostname);
    }
    namespaces.set(hostname);
    return this;
  }

  /** Adds a mount; a later one may lie in an earlier one. */
  public ContainerBuilder mount(Mount mount) {
    Objects.requireNonNull(mount, "mount");
    if (mounts.stream().anyMatch(other -> other.target().equals(mount.target()))) {
      throw new IllegalStateException("something is mounted there already: " + mount.target());
    }
    mounts.add(mount);
    return this;
  }

  /** Makes the root read-only. By default it can be written to, in a layer that nobody keeps. */
  public ContainerBuilder readOnlyRoot() {
    readOnlyRoot.set(true);
    return this;
  }

  /** Sets the network; the default is {@link Network#NONE}. */
  public ContainerBuilder network(Network network) {
    if (network == Network.HOST) {
      requireNoSysctl(Namespace.NET);
    }
    namespaces.set(network);
    return this;
  }

  /**
   * Lets the container have namespaces of one that runs, as Docker's {@code --network
   * container:NAME}: {@code NET}, so that each reaches what the other serves on 127.0.0.1, {@code
   * IPC}, {@code UTS}. It has them as long as it runs, even if the other ends before.
   *
   * <p>With {@code PID} each sees the other's processes, and may signal those of its own user, also
   * what starts a command or looks after it. All end when the other, to which the namespace
   * belongs, ends; those of this container alone when it ends. That takes a cgroup.
   *
   * <p>Where they have user namespaces the users of both must be the same, and neither is safe from
   * what the other may do to what they share.
   *
   * @throws IllegalArgumentException if one is another kind, or the container has it from this
   *     machine; with {@code PID}, if the container has {@code CAP_SYS_PTRACE}
   * @throws IllegalStateException if a network, host name or sysctl is set that would be the
   *     other's
   */
  public ContainerBuilder share(RunningContainer other, Namespace... kinds) {
    Sharing chosen = new Sharing(other.premises(), Set.copyOf(Arrays.asList(kinds)));
    chosen.kinds().forEach(this::requireNoSysctl);
    namespaces.set(chosen);
    return this;
  }

  @Override
  boolean isShared(Namespace kind) {
    return namespaces.isShared(kind);
  }

  /**
   * Limits memory, in bytes, 4,096 or more, swap included; what needs more ends the container
   * ({@link Ending#OUT_OF_MEMORY}). Files that the container writes count. By default nothing is
   * limited.
   */
  public ContainerBuilder memory(long bytes) {
    Limits.none().withMemoryMax(bytes);
    requireNoLimits(Controller.MEMORY);
    memory.set(bytes);
    return this;
  }

  /** Limits processor time, in processors: 0.5 is half of one. By default nothing is limited. */
  public ContainerBuilder cpus(double cpus) {
    CpuMax max = CpuMax.ofCpus(cpus);
    requireNoLimits(Controller.CPU);
    this.cpus.set(max);
    return this;
  }

  /**
   * Limits the number of processes and threads, 1 or more, besides the container's init; the
   * default is 1,024.
   */
  public ContainerBuilder pids(long count) {
    Limits.none().withPidsMax(count);
    requireNoLimits(Controller.PIDS);
    pids.set(count);
    return this;
  }

  /**
   * Sets limits of the container's control group, among them processors, weights, swap, block I/O,
   * huge pages and devices. What they set of memory, processor time or processes takes the place of
   * {@link #memory}, {@link #cpus} or {@link #pids}, which can't be set besides.
   *
   * <p>A container is not started where a limit can't be had. Where devices are limited, those must
   * be allowed that the container is to use, also its own: {@code DeviceLimits.standard()}.
   */
  public ContainerBuilder limits(Limits limits) {
    Objects.requireNonNull(limits, "limits");
    requireUnset(memory, Controller.MEMORY, limits);
    requireUnset(cpus, Controller.CPU, limits);
    requireUnset(pids, Controller.PIDS, limits);
    this.limits.set(limits);
    return this;
  }

  private void requireNoLimits(Controller controller) {
    if (limits.get().orElse(Limits.none()).byController().containsKey(controller)) {
      throw new IllegalStateException(controller + " is already limited by limits()");
    }
  }

  private static void requireUnset(Setting<?> setting, Controller controller, Limits limits) {
    if (setting.get().isPresent() && limits.byController().containsKey(controller)) {
      throw new IllegalStateException(controller + " is already limited to " + setting.get().get());
    }
  }

  /**
   * Limits the bytes that the container can write to its root file system, 4,096 or more; they are
   * kept in memory. It can make a file for each 4 KiB of them, and a thousand in any case. The
   * default is the kernel's: half of the machine's memory.
   */
  public ContainerBuilder diskLimit(long bytes) {
    if (bytes < 4096) {
      throw new IllegalArgumentException("disk limit < 4096: " + bytes);
    }
    diskLimit.set(bytes);
    return this;
  }

  /**
   * Lets the command have these capabilities, within the container's user namespace if it has one;
   * {@link Capability#of(String)} reads names. Another user than root has them too, as ambient
   * ones.
   */
  public ContainerBuilder capabilities(Capability... kept) {
    capabilities.addAll(List.of(kept));
    return this;
  }

  /** Lets set-user-id programs and file capabilities give privileges, within those kept. */
  public ContainerBuilder allowNewPrivileges() {
    newPrivileges = true;
    return this;
  }

  /**
   * Sets which system calls may be made. By default that is {@link SeccompProfile#standard()}, with
   * what the capabilities that are kept are for.
   *
   * <p>The profile must let execve(2) pass; a command that it ends otherwise ends by {@code
   * SIGSYS}.
   *
   * @throws IllegalArgumentException if it needs more instructions than the kernel takes, or asks a
   *     supervisor
   */
  public ContainerBuilder seccomp(SeccompProfile profile) {
    Objects.requireNonNull(profile, "seccomp profile");
    seccomp.set(SystemCalls.Profile.of(profile));
    return this;
  }

  /**
   * Sets which system calls may be made, and who decides about those for which the profile says
   * {@link SeccompAction#notifySupervisor()}: for the command, for what it starts, and for later
   * commands. Each command has a thread for that, as long as one of its processes lives.
   *
   * <p>If he is asked about execve(2), it is also about the command itself, once for each folder of
   * PATH; only when it is executed does its timeout begin.
   *
   * @throws IllegalArgumentException if the profile needs more instructions than the kernel takes,
   *     never asks the supervisor, or asks him about sendmsg(2), by which he is reached
   */
  public ContainerBuilder seccomp(SeccompProfile profile, Supervisor supervisor) {
    Objects.requireNonNull(supervisor, "supervisor");
    seccomp.set(SystemCalls.Supervised.of(profile, supervisor));
    return this;
  }

  /** Lets every system call be made that the kernel allows. */
  public ContainerBuilder withoutSeccomp() {
    seccomp.set(new SystemCalls.All());
    return this;
  }

  /**
   * Makes the command the first process of the container, PID 1, unless that is another's whose PID
   * namespace is shared. By default that is a process of ours, which reaps what the command's
   * children leave behind.
   *
   * <p>As PID 1 the command has to reap these itself, and the kernel keeps signals from it for
   * which it has no handler, but for SIGKILL and SIGSTOP of the caller's. It dies with the JVM all
   * the same.
   *
   * @see <a
   *     href="https://man7.org/linux/man-pages/man7/pid_namespaces.7.html">pid_namespaces(7)</a>
   */
  public ContainerBuilder withoutInit() {
    withoutInit = true;
    return this;
  }

  /** Shows all of {@code /proc}, and lets it be written to where the kernel allows. */
  public ContainerBuilder unmaskedProc() {
    unmasked = true;
    return this;
  }

  /**
   * Sets which users of this machine the container's users are. By default, for a JVM of root that
   * is {@link Users#REMAPPED} where the kernel and the file systems can, and else {@link
   * Users#HOST}, as {@link Result#users} tells; for anyone else it is {@link Users#OWN}.
   */
  public ContainerBuilder users(Users users) {
    this.users.set(users);
    return this;
  }

  /**
   * Sets what the command is given to, in the place of the image's entrypoint, and of the image's
   * command too: {@code docker run --entrypoint}. Without words, the image's is not used. By
   * default what {@link #command} sets are the arguments of the image's entrypoint, if it has one.
   */
  public ContainerBuilder entrypoint(String... words) {
    List<String> chosen = List.of(words);
    chosen.forEach(word -> requireText("entrypoint", word));
    if (!chosen.isEmpty() && chosen.get(0).isEmpty()) {
      throw new IllegalArgumentException("entrypoint is the empty string");
    }
    entrypoint.set(chosen);
    return this;
  }

  /** Returns whether a root may itself say what to run. */
  private static boolean hasCommand(Root from) {
    return !(from instanceof Root.Host || from instanceof Root.Directory);
  }

  /** Returns the container as a value; without a command it runs an image's own. */
  public Container build() {
    Root from = root.get().orElseThrow(() -> new IllegalStateException("root is not set"));
    CommandSpec command = spec();
    Confinement confinement = confinement(capabilities, unmasked);
    boolean named = !command.command().isEmpty() || !entrypoint.get().orElse(List.of()).isEmpty();
    if (!named && !hasCommand(from)) {
      throw new IllegalStateException("command is not set");
    }
    SystemCalls calls = seccomp.get().orElseGet(SystemCalls.Standard::new);
    return new Container(
        new Container.Recipe(
            from,
            entrypoint.get(),
            command,
            namespaces.hostname(),
            List.copyOf(mounts),
            readOnlyRoot.get().isPresent(),
            namespaces.network(),
            limits(),
            optional(diskLimit),
            confinement,
            newPrivileges,
            calls.filter(confinement.obtainable()),
            calls.supervisor(),
            !withoutInit,
            users.get(),
            namespaces.sharing()));
  }

  private Limits limits() {
    Limits all = limits.get().orElse(Limits.none());
    if (memory.get().isPresent()) {
      all = all.withMemoryMax(memory.get().get());
    }
    if (cpus.get().isPresent()) {
      all = all.withCpuMax(cpus.get().get());
    }
    return pids.get().isPresent() ? all.withPidsMax(pids.get().get()) : all;
  }

  /** Builds the container and starts it: {@link Container#start}. */
  public RunningContainer start() throws CaissonException, InterruptedException {
    return build().start();
  }

  /** Builds the container and runs it to its end: {@link Container#run}. */
  public Result run() throws CaissonException, InterruptedException {
    return build().run();
  }
}
