package dev.caisson.launch;

import java.nio.file.Path;

/**
 * A file system in memory in which a container's root is put together: {@code root}, and beside it
 * what its writable layers keep.
 *
 * @param directory an empty folder of this machine, on which it is mounted inside the container's
 *     mount namespace alone
 * @param inUserNamespace whether the container has a user namespace of its own
 */
public record Staging(Path directory, boolean inUserNamespace) {

  /** Returns where the root is to be mounted: a folder that is there already. */
  public String root() {
    return path("root");
  }

  /** Returns the path of something in the staging file system. */
  public String path(String name) {
    return directory + "/" + name;
  }
}
