package dev.caisson.launch;

import dev.caisson.namespaces.Mount;
import dev.caisson.namespaces.seccomp.SeccompFilter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is done inside an {@link Enclosure}, as values.
 *
 * @param groups the files of v1 cgroups, into which the first process, which has one thread, writes
 *     itself
 * @param staging an empty folder, on which the container mounts its own staging file system
 * @param stagingSize its size in bytes; empty for the kernel's default, half of the memory
 * @param init whether the first process is ours, and the payload its child
 * @param filesKept whether the container's files can be opened from outside
 */
public record LaunchPlan(
    List<Path> groups,
    Path staging,
    OptionalLong stagingSize,
    RootFileSystem root,
    boolean readOnlyRoot,
    List<Mount> mounts,
    KernelView view,
    String hostname,
    boolean init,
    boolean filesKept,
    Payload payload) {

  /** Keeps copies. */
  public LaunchPlan {
    groups = List.copyOf(groups);
    mounts = List.copyOf(mounts);
  }

  /**
   * The command and the rights that it runs with.
   *
   * @param command its name or path, and its arguments
   * @param environment entries {@code NAME=value}
   * @param searchPath the folders in which a name without a slash is looked for
   * @param filter the system calls that it may make; it must let execve(2) pass
   * @param processLimit RLIMIT_NPROC, where no cgroup limits the number of processes
   */
  public record Payload(
      List<String> command,
      List<String> environment,
      List<String> searchPath,
      String workingDirectory,
      Credentials credentials,
      CapabilityGrant capabilities,
      boolean newPrivileges,
      Optional<SeccompFilter> filter,
      OptionalLong processLimit,
      Attributes attributes,
      Restraints restraints) {

    /** Keeps copies. */
    public Payload {
      command = List.copyOf(command);
      environment = List.copyOf(environment);
      searchPath = List.copyOf(searchPath);
    }
  }

  /** User, group and supplementary groups, as numbers inside the container. */
  public record Credentials(long uid, long gid, List<Long> groups) {

    /** Keeps a copy. */
    public Credentials {
      groups = List.copyOf(groups);
    }
  }
}
