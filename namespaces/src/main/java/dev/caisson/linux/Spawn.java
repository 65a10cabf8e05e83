package dev.caisson.linux;

import dev.caisson.error.SystemCallException;
import java.util.Collection;
import java.util.Optional;

/**
 * Starts an executable as a child of this process, with default signal actions, an empty signal
 * mask and an empty environment.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class Spawn {

  private static final short POSIX_SPAWN_SETSIGDEF = 4;
  private static final short POSIX_SPAWN_SETSIGMASK = 8;
  // Larger than posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t of any C library.
  private static final int OPAQUE_BYTES = 512;
  private static final int SIGNAL_SET_BYTES = 128;

  private Spawn() {}

  /**
   * Starts the executable that a descriptor names.
   *
   * @param inherited the descriptors that the child keeps, under the same numbers, besides 0, 1, 2
   * @return the child's process id; it must be reaped by {@link Child#reap}
   */
  public static Child start(Fd image, String name, Collection<Fd> inherited)
      throws SystemCallException {
    try (Arena arena = new Arena()) {
      long actions = arena.allocate(OPAQUE_BYTES);
      check(LibC.posix_spawn_file_actions_init(actions), name);
      try {
        for (Fd fd : inherited) {
          // dup2 to its own number takes close-on-exec off, in the child alone.
          int number = fd.number();
          check(LibC.posix_spawn_file_actions_adddup2(actions, number, number), name);
        }
        long path = arena.string(CString.of("/proc/self/fd/" + image.number()));
        long pid = arena.allocate(Integer.BYTES);
        long arguments = arena.words(arena.string(CString.of(name)), 0);
        long environment = arena.words(0);
        check(
            LibC.posix_spawn(pid, path, actions, attributes(arena), arguments, environment), name);
        return new Child(Arena.readInt(pid));
      } finally {
        LibC.posix_spawn_file_actions_destroy(actions);
      }
    }
  }

  private static long attributes(Arena arena) throws SystemCallException {
    long attributes = arena.allocate(OPAQUE_BYTES);
    byte[] all = new byte[SIGNAL_SET_BYTES];
    java.util.Arrays.fill(all, (byte) 0xff);
    check(LibC.posix_spawnattr_init(attributes), "attributes");
    check(LibC.posix_spawnattr_setsigdefault(attributes, arena.bytes(all)), "attributes");
    long none = arena.allocate(SIGNAL_SET_BYTES);
    check(LibC.posix_spawnattr_setsigmask(attributes, none), "attributes");
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    check(LibC.posix_spawnattr_setflags(attributes, flags), "attributes");
    return attributes;
  }

  private static void check(int errno, String name) throws SystemCallException {
    if (errno != 0) {
      Optional<String> remedy =
          errno == dev.caisson.error.Errno.ENOENT.number()
              ? Optional.of("is /proc mounted?")
              : Optional.empty();
      throw new SystemCallException("spawn", name, errno, remedy);
    }
  }
}
