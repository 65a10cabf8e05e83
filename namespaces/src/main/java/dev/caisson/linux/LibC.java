package dev.caisson.linux;

import com.sun.jna.Native;

/** The functions of the C library that are called, bound by JNA's direct mapping. */
final class LibC {

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /** {@code long syscall(long number, ...)}. */
  static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  /**
   * {@code int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
   * const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])}; returns an
   * errno.
   */
  static native int posix_spawn(
      long pid, long path, long actions, long attributes, long argv, long envp);

  static native int posix_spawn_file_actions_init(long actions);

  static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

  static native int posix_spawn_file_actions_destroy(long actions);

  static native int posix_spawnattr_init(long attributes);

  static native int posix_spawnattr_setflags(long attributes, short flags);

  static native int posix_spawnattr_setsigdefault(long attributes, long set);

  static native int posix_spawnattr_setsigmask(long attributes, long set);
}
