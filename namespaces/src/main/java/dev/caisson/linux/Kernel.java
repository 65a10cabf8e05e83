package dev.caisson.linux;

import com.sun.jna.Native;
import dev.caisson.error.SystemCallException;

/**
 * Raw system calls, as the kernel itself answers them: a result, or a negated errno.
 *
 * <p>This is the one place where errno is read.
 */
final class Kernel {

  private static final Architecture ARCHITECTURE = Architecture.current();

  private Kernel() {}

  /** Returns the call's result, or the negated errno. */
  static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
    long result = LibC.syscall(call.number(ARCHITECTURE), a, b, c, d, e, f);
    return result == -1 ? -Native.getLastError() : result;
  }

  static long call(SystemCall call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  static long call(SystemCall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0, 0);
  }

  static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  static long call(SystemCall call, long a, long b) {
    return call(call, a, b, 0, 0, 0, 0);
  }

  static long call(SystemCall call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }

  static long call(SystemCall call) {
    return call(call, 0, 0, 0, 0, 0, 0);
  }

  /** Returns the result, or throws what a negated errno means. */
  static long check(long result, String step, Object object) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(step, object.toString(), Math.toIntExact(-result));
    }
    return result;
  }
}
