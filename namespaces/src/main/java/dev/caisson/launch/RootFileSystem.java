package dev.caisson.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

  /**
   * Returns the path of the folder that keeps all that the container changes, and nothing else;
   * empty if there is none.
   */
  default Optional<String> changes(Staging staging) {
    return Optional.empty();
  }
}
