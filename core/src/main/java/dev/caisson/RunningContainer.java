package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.RootDoor;

/** A container whose command has been executed. */
public final class RunningContainer extends RunningProcess {

  private final Premises premises;
  private final RootDoor rootDoor;
  private boolean closed;

  RunningContainer(Life life, Wiring wiring, Premises premises, RootDoor rootDoor) {
    super(life, wiring);
    this.premises = premises;
    this.rootDoor = rootDoor;
  }

  /**
   * Returns a builder of a command that is to run in this container too: in its namespaces and
   * cgroups, with its rights, its environment and its working directory, as far as the builder is
   * not told otherwise.
   */
  public ExecBuilder exec(String... command) {
    return new ExecBuilder(premises).command(command);
  }

  /**
   * Opens the container's files, while it runs or when it has ended, until this is closed: what the
   * container wrote is kept until then. What this returned before stays open after that, and keeps
   * the files itself, until it is closed too.
   *
   * @throws IllegalStateException if this is closed
   */
  public synchronized ContainerFiles files() throws CaissonException {
    if (closed) {
      throw new IllegalStateException("the container is closed");
    }
    return new ContainerFiles(rootDoor.openRoot(), new FileOwners(premises.enclosure().users()));
  }

  @Override
  synchronized void closeOwn() {
    closed = true;
    rootDoor.close();
  }
}
