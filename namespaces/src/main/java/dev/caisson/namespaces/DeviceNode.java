package dev.caisson.namespaces;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/**
 * A device of this machine that a container has too: the node itself, so that whoever may open it
 * outside may do so inside, for reading and writing. Nobody can change the node's owner or mode.
 *
 * @param source the node on this machine
 * @param target an absolute path in {@code /dev}, and none of those that each container has
 */
public record DeviceNode(Path source, String target) {

  private static final Path DEV = Path.of("/dev");
  private static final Set<String> TAKEN =
      Set.of(
          "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty",
          "urandom", "zero");

  /** Checks the target. */
  public DeviceNode {
    Objects.requireNonNull(source, "device");
    Path path = Path.of(target);
    if (!path.startsWith(DEV) || path.equals(DEV) || !path.equals(path.normalize())) {
      throw new IllegalArgumentException("device is not below /dev: " + target);
    }
    if (TAKEN.contains(path.getName(1).toString())) {
      throw new IllegalArgumentException("each container has " + target + " already");
    }
    source = source.toAbsolutePath();
    target = path.toString();
  }

  /**
   * Returns the device that has the same path inside.
   *
   * @throws IllegalArgumentException if that is not below {@code /dev}, or each container has it
   */
  public static DeviceNode of(Path source) {
    return new DeviceNode(source, source.toString());
  }
}
