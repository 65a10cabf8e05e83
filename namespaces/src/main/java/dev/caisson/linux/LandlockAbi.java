package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.OptionalInt;

/**
 * The version of Landlock that this kernel has.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/landlock_create_ruleset.2.html">
 *     landlock_create_ruleset(2)</a>
 */
public final class LandlockAbi {

  private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;

  private LandlockAbi() {}

  /** Returns the version, 1 or more; empty where the kernel has none, or it was not enabled. */
  public static OptionalInt ofKernel() throws SystemCallException {
    long version =
        Kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version == -Errno.ENOSYS.number() || version == -Errno.EOPNOTSUPP.number()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        Math.toIntExact(Kernel.check(version, "ask for the version of", "Landlock")));
  }
}
