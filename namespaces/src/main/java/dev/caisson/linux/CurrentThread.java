package dev.caisson.linux;

import dev.caisson.error.SystemCallException;

/**
 * Calls that change the calling thread alone, and for good: such a thread must not go back to a
 * pool.
 */
public final class CurrentThread {

  private static final int CLONE_FS = 0x200;

  private CurrentThread() {}

  /**
   * Gives the thread a root and a working directory of its own, without which it may not enter
   * another mount namespace.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a>
   */
  public static void ownFileSystemContext() throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.UNSHARE, CLONE_FS), "unshare", "root and directory");
  }

  /**
   * Enters a namespace.
   *
   * @param bits the kind that it has to be, as the flag of clone(2)
   * @param shown what the caller calls it
   * @throws SystemCallException EPERM without CAP_SYS_ADMIN in this thread's user namespace and in
   *     the one that owns it; EINVAL where it is of another kind
   * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
   */
  public static void enter(NamespaceFile namespace, int bits, String shown)
      throws SystemCallException {
    Kernel.check(Kernel.call(SystemCall.SETNS, namespace.fd().number(), bits), "enter", shown);
  }
}
