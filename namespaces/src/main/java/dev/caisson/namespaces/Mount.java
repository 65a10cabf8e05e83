package dev.caisson.namespaces;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Something that is mounted in a container, besides its root, {@code /proc} and {@code /dev}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/mount.8.html">mount(8)</a>
 */
public sealed interface Mount permits Mount.Bind, Mount.Tmpfs {

  /** Returns where it is mounted: an absolute path inside the container. */
  String target();

  /**
   * Returns the mount of a file or folder of this machine, with all that is mounted below it,
   * writable; set-user-id programs and device nodes have no power in it.
   *
   * @throws IllegalArgumentException if the target is not an absolute path below the root, or is in
   *     {@code /proc}
   */
  static Bind bind(Path source, String target) {
    return new Bind(source.toAbsolutePath(), target, false);
  }

  /**
   * Returns the mount of an empty file system in memory, which counts against the memory limit and
   * is limited by the kernel to half of the machine's memory. Everyone inside may write to it, and
   * programs in it may be executed; set-user-id programs and device nodes have no power.
   *
   * @throws IllegalArgumentException as {@link #bind} does
   */
  static Tmpfs tmpfs(String target) {
    return new Tmpfs(target, OptionalLong.empty(), Tmpfs.EVERYONES, true);
  }

  /** The mount of a file or folder of this machine. */
  record Bind(Path source, String target, boolean isReadOnly) implements Mount {

    /** Checks the target. */
    public Bind {
      checkTarget(target);
    }

    /** Returns this mount, read-only with all that is mounted below it. */
    public Bind readOnly() {
      return new Bind(source, target, true);
    }
  }

  /**
   * The mount of an empty file system in memory.
   *
   * @param size the most bytes that it can hold, 1 or more, with a file for each 4 KiB, and a
   *     thousand in any case; empty for the kernel's default
   * @param mode that of its folder, 0 to 07777
   * @param isExecutable whether programs in it may be executed
   */
  record Tmpfs(String target, OptionalLong size, int mode, boolean isExecutable) implements Mount {

    private static final int EVERYONES = 01777;
    private static final int HIGHEST_MODE = 07777;

    /** Checks the target, the size and the mode. */
    public Tmpfs {
      checkTarget(target);
      if (size.isPresent() && size.getAsLong() < 1) {
        throw new IllegalArgumentException("tmpfs size < 1: " + size.getAsLong());
      }
      if (mode < 0 || mode > HIGHEST_MODE) {
        throw new IllegalArgumentException(
            "tmpfs mode is not from 0 to 7777: " + Integer.toOctalString(mode));
      }
    }

    /** Returns this mount with another size, in bytes. */
    public Tmpfs withSize(long bytes) {
      return new Tmpfs(target, OptionalLong.of(bytes), mode, isExecutable);
    }

    /** Returns this mount with another mode of its folder: {@code 0700} for its owner, root. */
    public Tmpfs withMode(int permissions) {
      return new Tmpfs(target, size, permissions, isExecutable);
    }

    /** Returns this mount, in which no program can be executed. */
    public Tmpfs withoutExecution() {
      return new Tmpfs(target, size, mode, false);
    }
  }

  private static void checkTarget(String target) {
    Path path = Path.of(target);
    if (!path.isAbsolute() || path.getNameCount() == 0 || !path.equals(path.normalize())) {
      throw new IllegalArgumentException(
          "mount target is not a plain absolute path below /: " + target);
    }
    if (path.startsWith("/proc")) {
      throw new IllegalArgumentException("mount target is in /proc: " + target);
    }
  }
}
