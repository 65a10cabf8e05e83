package dev.caisson.cgroups;

import dev.caisson.linux.Fd;
import java.nio.file.Path;
import java.util.List;

/** How a new process gets into a group. */
public sealed interface Placement {

  /** Lets go of what the placement holds; called by the group's own close. */
  void close();

  /**
   * On v2: clone3(2) with CLONE_INTO_CGROUP starts the process in the group.
   *
   * @param directory the group's directory, open as long as the group
   */
  // Placing is for the sibling modules, to which the package of Fd is exported.
  @SuppressWarnings("exports")
  record Unified(Fd directory) implements Placement {

    @Override
    public void close() {
      directory.close();
    }
  }

  /**
   * On v1, and where the controllers are spread over v1 and v2: a process of a single thread writes
   * {@code 0} to each file, in this order, which moves itself.
   *
   * @param entrances the absolute paths of the group's {@code tasks} in each hierarchy of v1, and
   *     of its {@code cgroup.procs} in that of v2
   */
  record Legacy(List<Path> entrances) implements Placement {

    /** Copies the list. */
    public Legacy {
      entrances = List.copyOf(entrances);
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
