package dev.caisson.launch;

import java.nio.file.Path;
import java.util.List;

/** Something that can become a container's root. */
public interface RootFileSystem {

  /** Returns the folders of this machine that it is put together from, as absolute paths. */
  List<Path> sources();

  /**
   * Writes the operations after which the root is mounted on {@link Staging#root()}.
   *
   * <p>They run in the container's own mount namespace, where every path still means what it means
   * to this machine, with the rights of the container's user namespace.
   */
  void assemble(MountSteps steps, Staging staging);
}
