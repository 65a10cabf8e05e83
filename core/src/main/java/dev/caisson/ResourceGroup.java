package dev.caisson;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.cgroups.Cgroups;
import dev.caisson.cgroups.Controller;
import dev.caisson.cgroups.Limits;
import dev.caisson.cgroups.Placement;
import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What limits a container's resources: a cgroup, or without one the kernel's own count of
 * processes.
 */
final class ResourceGroup {

  private static final long DEFAULT_PIDS = 1024;
  // Whoever asks for one process means one of his own.
  private static final long INIT = 1;
  // PID_MAX_LIMIT: no machine has more.
  private static final long MOST_PIDS = 1 << 22;

  private final Limits limits;
  private final Optional<Cgroup> cgroup;
  private final ProcessLimit processLimit;
  private final long pids;

  private ResourceGroup(
      Limits limits, Optional<Cgroup> cgroup, ProcessLimit processLimit, long pids) {
    this.limits = limits;
    this.cgroup = cgroup;
    this.processLimit = processLimit;
    this.pids = pids;
  }

  /**
   * Makes what these limits need.
   *
   * @throws CaissonException if a limit that was asked for can't be had
   */
  static ResourceGroup make(String id, Limits asked, boolean init, boolean userNamespace)
      throws CaissonException {
    Cgroups host = Cgroups.host();
    boolean pidsAsked = asked.byController().containsKey(Controller.PIDS);
    long own = asked.pidsMax().orElse(pidsAsked ? MOST_PIDS : DEFAULT_PIDS);
    long pids = Math.min(MOST_PIDS, init ? own + INIT : own);
    if (host.whyUnavailable(Controller.PIDS).isEmpty()) {
      Limits all = asked.withPidsMax(pids);
      return new ResourceGroup(all, Optional.of(host.create(id, all)), ProcessLimit.CGROUP, pids);
    }
    if (userNamespace) {
      Limits others = asked.withoutLimitsOf(Controller.PIDS);
      return new ResourceGroup(others, cgroup(host, id, others), ProcessLimit.RLIMIT, pids);
    }
    return new ResourceGroup(asked, cgroup(host, id, asked), ProcessLimit.NOTHING, pids);
  }

  private static Optional<Cgroup> cgroup(Cgroups host, String id, Limits limits)
      throws CaissonException {
    return limits.isEmpty() ? host.account(id) : Optional.of(host.create(id, limits));
  }

  Optional<Cgroup> cgroup() {
    return cgroup;
  }

  ProcessLimit processLimit() {
    return processLimit;
  }

  /** Returns RLIMIT_NPROC; empty where it need not be set. */
  OptionalLong processRlimit() {
    return processLimit == ProcessLimit.RLIMIT ? OptionalLong.of(pids) : OptionalLong.empty();
  }

  /** Returns the v2 group into which the first process is born. */
  Optional<Fd> birthplace() {
    return placement()
        .filter(Placement.Unified.class::isInstance)
        .map(unified -> ((Placement.Unified) unified).directory());
  }

  /** Lets the first process enter other groups, whoever it is within its user namespace. */
  void letIn(UserMapping users) throws SystemCallException {
    if (users instanceof UserMapping.Remapped remapped) {
      for (Path entrance : entrances()) {
        KernelDirectory.changeOwner(entrance, remapped.ids().outside());
      }
    }
  }

  /** Returns the files by which the first process enters other groups. */
  List<Path> entrances() {
    return placement().orElse(null) instanceof Placement.Legacy legacy
        ? legacy.entrances()
        : List.of();
  }

  private Optional<Placement> placement() {
    return cgroup.map(Cgroup::placement);
  }

  /** Says of a failed start whether the memory limit was the cause. */
  CaissonException explain(CaissonException failure) {
    if (limits.memoryMax().isEmpty() || !isShortOfMemory(failure)) {
      return failure;
    }
    long bytes = limits.memoryMax().getAsLong();
    CaissonException explained =
        new CaissonException(
            "start container",
            "",
            "the memory limit of " + bytes + " bytes is too small to start in",
            Optional.of("give it some MiB: what the command's program itself needs, and 1 more"));
    explained.initCause(failure);
    return explained;
  }

  private boolean isShortOfMemory(CaissonException failure) {
    if (failure instanceof SystemCallException call && call.is(Errno.ENOMEM)) {
      return true;
    }
    try {
      return cgroup.isPresent() && cgroup.get().outOfMemoryKills().orElse(0) > 0;
    } catch (CaissonException e) {
      failure.addSuppressed(e);
      return false;
    }
  }
}
