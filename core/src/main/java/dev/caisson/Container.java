package dev.caisson;

import dev.caisson.cgroups.Limits;
import dev.caisson.error.CaissonException;
import dev.caisson.image.ImageStore;
import dev.caisson.namespaces.Mount;
import dev.caisson.namespaces.seccomp.SeccompFilter;
import dev.caisson.namespaces.seccomp.Supervisor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that a container is to be, as a value: it can be started any number of times, from any
 * thread.
 *
 * <pre>{@code
 * Result result =
 *     Container.builder()
 *         .root(Root.host())
 *         .command("python3", "-c", submission)
 *         .memory(256 << 20)
 *         .timeout(Duration.ofSeconds(5))
 *         .run();
 * System.out.println(result.ending() + ": " + result.stdout().text());
 * }</pre>
 */
public final class Container {

  private final Recipe recipe;

  Container(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * What a builder has gathered.
   *
   * @param hostname empty for the container's id
   */
  record Recipe(
      Root root,
      Optional<List<String>> entrypoint,
      CommandSpec command,
      Optional<String> hostname,
      List<Mount> mounts,
      boolean readOnlyRoot,
      Network network,
      Limits limits,
      OptionalLong diskLimit,
      Confinement confinement,
      boolean newPrivileges,
      Optional<SeccompFilter> filter,
      Optional<Supervisor> supervisor,
      boolean init,
      Optional<Users> users,
      Optional<Sharing> sharing) {}

  /** Returns a builder of a container with the safe defaults that its methods name. */
  public static ContainerBuilder builder() {
    return new ContainerBuilder();
  }

  /**
   * Returns the store of the images that containers are made from: in {@code /var/lib/caisson} for
   * root, in {@code caisson} in {@code $XDG_DATA_HOME} or {@code ~/.local/share} for anyone else.
   *
   * @throws CaissonException if the folder can't be made, or is another user's
   */
  public static ImageStore images() throws CaissonException {
    return ImageStore.at(StateDirectory.store());
  }

  /**
   * Starts the container and returns once its command is executed. Streams that were not set are
   * pipes, and standard input is empty.
   *
   * @throws CaissonException if something could not be had; nothing is left of the container then
   * @throws InterruptedException if the thread is interrupted; nothing is left of the container
   *     then
   */
  public RunningContainer start() throws CaissonException, InterruptedException {
    return new Start(recipe, true).start(Output.pipe());
  }

  /**
   * Starts the container, waits for its end, and returns the result. Streams that were not set are
   * captured, and standard input is empty.
   *
   * @throws IllegalStateException if a stream is a pipe, which nobody could read or write meanwhile
   * @throws CaissonException if something could not be had; nothing is left of the container then
   * @throws InterruptedException if the thread is interrupted; the container is killed then
   */
  public Result run() throws CaissonException, InterruptedException {
    recipe.command().requireNoPipes();
    try (RunningContainer container = new Start(recipe, false).start(Output.capture())) {
      return container.waitFor();
    }
  }
}
