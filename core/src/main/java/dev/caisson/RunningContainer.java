package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.ImageUse;
import dev.caisson.image.build.BuiltImage;
import dev.caisson.image.build.ConfigChange;
import dev.caisson.image.build.OciLayoutTarget;
import dev.caisson.image.registry.Reference;
import dev.caisson.launch.RootDoor;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A container whose command has been executed. */
public final class RunningContainer extends RunningProcess {

  private final Premises premises;
  private final Suspension suspension;
  private final Optional<RootDoor> rootDoor;
  private final Optional<ContainerImage> image;
  private final Optional<ImageUse> use;
  private boolean closed;

  RunningContainer(
      Life life,
      Wiring wiring,
      Premises premises,
      Optional<RootDoor> rootDoor,
      Optional<ContainerImage> image,
      Optional<ImageUse> use) {
    super(life, wiring);
    this.premises = premises;
    this.suspension = life.suspension();
    this.rootDoor = rootDoor;
    this.image = image;
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
    requireOpen();
    // Only run(), which hands no container out, does without.
    RootDoor door = rootDoor.orElseThrow();
    return new ContainerFiles(door.openRoot(), new FileOwners(premises.enclosure().users()));
  }

  Premises premises() {
    return premises;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the container is closed");
    }
  }

  /**
   * Writes the root file system as a tar, as {@code docker export} does, while the container runs
   * or when it has ended: without what is mounted in it. The stream stays open.
   *
   * <p>What a running container changes meanwhile may be in it or not; {@link #pause} keeps it
   * still. Sockets are left out. No link is followed, and nothing but regular files is opened.
   *
   * @throws IllegalStateException if this is closed
   * @throws CaissonException if something can't be read, or be in a layer: a name that begins with
   *     {@code .wh.}; more than 64 GiB or 1,000,000 files
   * @throws IOException if the stream throws it; part may have been written
   */
  public synchronized void export(OutputStream out) throws IOException {
    requireOpen();
    image.orElseThrow().export(out);
  }

  /** Commits as {@link #commit(OciLayoutTarget, List, Instant)} does, as of now. */
  public BuiltImage commit(OciLayoutTarget target, ConfigChange... changes)
      throws IOException, InterruptedException {
    return commit(target, List.of(changes), Instant.now());
  }

  /**
   * Makes an image of the container: the one that it was made from, a layer of what it changed, and
   * changes of the configuration. A container that was made from no image becomes one of a single
   * layer. What is mounted in it is not part of it.
   *
   * <p>A container that runs is paused meanwhile, unless it is paused already. The image that it
   * was made from must still be where it was.
   *
   * @param created what the image says about when it was made; files that are younger get this
   *     time, so that the same files make the same image
   * @throws IllegalStateException if this is closed
   * @throws dev.caisson.error.UnsupportedHostException if it runs and can't be paused, as {@link
   *     #pause} says
   * @throws CaissonException as {@link #export} does; the target has the images of before then
   */
  public BuiltImage commit(OciLayoutTarget target, List<ConfigChange> changes, Instant created)
      throws IOException, InterruptedException {
    return commit(build -> build.write(target), changes, created);
  }

  /**
   * Makes an image as {@link #commit(OciLayoutTarget, List, Instant)} does, as of now, in the store
   * {@link Container#images}.
   *
   * @param name what it is called there; an image that has the name loses it
   */
  public ImageSummary commit(Reference name, ConfigChange... changes)
      throws IOException, InterruptedException {
    return commit(build -> Container.images().build(build, name), List.of(changes), Instant.now());
  }

  private synchronized <T> T commit(
      ContainerImage.Writing<T> writing, List<ConfigChange> changes, Instant created)
      throws IOException, InterruptedException {
    requireOpen();
    boolean pausing = isAlive() && !isPaused() && pauseUnlessEnded();
    try {
      return image.orElseThrow().commit(writing, changes, created);
    } finally {
      if (pausing) {
        resume();
      }
    }
  }

  private boolean pauseUnlessEnded() throws CaissonException, InterruptedException {
    try {
      pause();
      return true;
    } catch (CaissonException e) {
      if (isAlive()) {
        throw e;
      }
      return false;
    }
  }

  @Override
  synchronized void closeOwn() throws CaissonException {
    closed = true;
    image.ifPresent(kept -> kept.files().close());
    rootDoor.ifPresent(RootDoor::close);
    if (use.isPresent()) {
      use.get().close();
    }
  }
}
