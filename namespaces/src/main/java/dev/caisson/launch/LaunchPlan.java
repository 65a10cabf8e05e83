package dev.caisson.launch;

import dev.caisson.linux.Fd;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Mount;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All that a launch is to do, as values.
 *
 * @param namespaces the new namespaces; {@code MNT} and {@code PID} are always among them, {@code
 *     USER} is decided by {@code users}
 */
public record LaunchPlan(
    Set<Namespace> namespaces,
    UserMapping users,
    Groups groups,
    Path staging,
    OptionalLong stagingSize,
    RootFileSystem root,
    boolean readOnlyRoot,
    List<Mount> mounts,
    boolean masked,
    String hostname,
    Payload payload) {

  /** Keeps copies. */
  public LaunchPlan {
    namespaces = Set.copyOf(namespaces);
    mounts = List.copyOf(mounts);
  }

  /**
   * The cgroups into which the first process is put.
   *
   * @param unified a v2 group, by clone3(2)
   * @param legacy the files of v1 groups, into which the first process, which has one thread,
   *     writes itself
   */
  public record Groups(Optional<Fd> unified, List<Path> legacy) {

    /** Keeps a copy. */
    public Groups {
      legacy = List.copyOf(legacy);
    }
  }

  /**
   * The command and the rights that it runs with.
   *
   * @param command its name or path, and its arguments
   * @param environment entries {@code NAME=value}
   * @param searchPath the folders in which a name without a slash is looked for
   * @param processLimit RLIMIT_NPROC, where no cgroup limits the number of processes
   */
  public record Payload(
      List<String> command,
      List<String> environment,
      List<String> searchPath,
      String workingDirectory,
      Credentials credentials,
      Set<Capability> capabilities,
      boolean newPrivileges,
      OptionalLong processLimit) {

    /** Keeps copies. */
    public Payload {
      command = List.copyOf(command);
      environment = List.copyOf(environment);
      searchPath = List.copyOf(searchPath);
      capabilities = Set.copyOf(capabilities);
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
