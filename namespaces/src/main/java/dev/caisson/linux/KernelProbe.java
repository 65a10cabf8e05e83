package dev.caisson.linux;

import dev.caisson.error.Errno;

/**
 * Finds out whether the kernel has a system call, by calling it with what it refuses, or with what
 * does nothing.
 */
public final class KernelProbe {

  private static final long NOTHING = -1;
  private static final int SECCOMP_GET_ACTION_AVAIL = 2;
  private static final int SECCOMP_RET_ERRNO = 0x00050000;

  private KernelProbe() {}

  /**
   * Returns whether the kernel has a call, and no filter hides it.
   *
   * @param call one that fails without an effect for a descriptor of -1 and zeros
   */
  private static boolean has(SystemCall call) {
    return Kernel.call(call, NOTHING, 0, 0, 0, 0) != -Errno.ENOSYS.number();
  }

  /** Returns whether there is clone3(2), which refuses arguments of no size. */
  public static boolean hasClone3() {
    return Kernel.call(SystemCall.CLONE3, 0, 0) != -Errno.ENOSYS.number();
  }

  /** Returns whether there is openat2(2). */
  public static boolean hasOpenat2() {
    return has(SystemCall.OPENAT2);
  }

  /** Returns whether there is close_range(2), which is asked to close nothing. */
  public static boolean hasCloseRange() {
    long last = Integer.MAX_VALUE;
    return Kernel.call(SystemCall.CLOSE_RANGE, last, last, 0) != -Errno.ENOSYS.number();
  }

  /** Returns whether there are open_tree(2), move_mount(2) and fsopen(2). */
  public static boolean hasMountCalls() {
    return has(SystemCall.OPEN_TREE)
        && has(SystemCall.MOVE_MOUNT)
        && Kernel.call(SystemCall.FSOPEN, 0, NOTHING) != -Errno.ENOSYS.number();
  }

  /** Returns whether there is mount_setattr(2). */
  public static boolean hasMountSetattr() {
    return has(SystemCall.MOUNT_SETATTR);
  }

  /**
   * Returns whether processes can be put under a seccomp filter.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
   */
  public static boolean hasSeccompFilters() {
    try (Arena arena = new Arena()) {
      long action = arena.words(SECCOMP_RET_ERRNO);
      return Kernel.call(SystemCall.SECCOMP, SECCOMP_GET_ACTION_AVAIL, 0, action) == 0;
    }
  }
}
