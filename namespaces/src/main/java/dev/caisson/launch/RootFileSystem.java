package dev.caisson.launch;

/** Something that can become a container's root. */
public interface RootFileSystem {

  /**
   * Writes the operations after which the root is mounted on {@link Staging#root()}.
   *
   * <p>They run in the container's own mount namespace, where every path still means what it means
   * to this machine, with the rights of the container's user namespace.
   */
  void assemble(MountSteps steps, Staging staging);
}
