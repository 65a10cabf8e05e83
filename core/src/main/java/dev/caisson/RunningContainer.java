package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.image.ImageUse;
import dev.caisson.launch.RootDoor;
import java.util.Optional;

/** A container whose command has been executed. */
public final class RunningContainer extends RunningProcess {

  private final Premises premises;
  private final Suspension suspension;
  private final Optional<RootDoor> rootDoor;
  private final Optional<ImageUse> use;
  private boolean closed;

  RunningContainer(
      Life life,
      Wiring wiring,
      Premises premises,
      Optional<RootDoor> rootDoor,
      Optional<ImageUse> use) {
    super(life, wiring);
    this.premises = premises;
    this.suspension = life.suspension();
    this.rootDoor = rootDoor;
    this.use = use;
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
   * Stops every process of the container where it is, and returns once all have stopped. Does
   * nothing where they have.
   *
   * <p>Meanwhile its time runs on: the timeout ends a paused container too, and {@link
   * Result#wallTime} counts the pause. So do the timeouts of commands in it. A signal reaches its
   * command when it goes on; {@link #kill} and {@link #close} work at once, and so does the end of
   * the JVM.
   *
   * <p>It takes a cgroup: one of v2, or one of v1's freezer.
   *
   * @throws dev.caisson.error.UnsupportedHostException if there is none, as for an ordinary user to
   *     whom none is delegated
   * @throws CaissonException if the container has ended, or a process does not stop for 10 seconds;
   *     it goes on then
   * @throws InterruptedException if the thread is interrupted while a command is being started
   *     there, for which this waits
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup.freeze</a>
   */
  public void pause() throws CaissonException, InterruptedException {
    suspension.pause();
  }

  /** Lets the processes go on; does nothing where they do, or the container has ended. */
  public void resume() throws CaissonException {
    suspension.resume();
  }

  /**
   * Returns whether all its processes are stopped by a pause: a snapshot of what the kernel says.
   */
  public boolean isPaused() throws CaissonException {
    return suspension.isPaused();
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
    // Only run(), which hands no container out, does without.
    RootDoor door = rootDoor.orElseThrow();
    return new ContainerFiles(door.openRoot(), new FileOwners(premises.enclosure().users()));
  }

  Premises premises() {
    return premises;
  }

  @Override
  synchronized void closeOwn() throws CaissonException {
    closed = true;
    rootDoor.ifPresent(RootDoor::close);
    if (use.isPresent()) {
      use.get().close();
    }
  }
}
