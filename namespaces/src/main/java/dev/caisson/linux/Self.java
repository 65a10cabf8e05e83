package dev.caisson.linux;

/**
 * This process, as the kernel knows it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/geteuid.2.html">geteuid(2)</a>
 */
public final class Self {

  private Self() {}

  /** Returns the effective user id. */
  public static long uid() {
    return Kernel.call(SystemCall.GETEUID);
  }

  /** Returns the effective group id. */
  public static long gid() {
    return Kernel.call(SystemCall.GETEGID);
  }
}
