package dev.caisson.namespaces.seccomp;

import dev.caisson.error.Errno;
import java.util.Objects;

/** What a {@link Supervisor} makes of a system call. */
public sealed interface SupervisedAnswer {

  /**
   * The kernel makes the call, with what its pointers lead to by then: another thread of the caller
   * may have changed that since it was looked at. So it keeps nothing from a hostile caller; the
   * filter's other rules have to.
   */
  static SupervisedAnswer proceed() {
    return new Proceed();
  }

  /** The call is not made, and fails with this error. */
  static SupervisedAnswer failing(Errno errno) {
    return new Failing(errno);
  }

  /**
   * The call is not made, and seems to have succeeded with this result.
   *
   * @throws IllegalArgumentException from -4095 to -1, which are the kernel's errors: use {@link
   *     #failing}
   */
  static SupervisedAnswer returning(long result) {
    return new Returning(result);
  }

  /** See {@link SupervisedAnswer#proceed()}. */
  record Proceed() implements SupervisedAnswer {}

  /** See {@link SupervisedAnswer#failing(Errno)}. */
  record Failing(Errno errno) implements SupervisedAnswer {
    /** Checks that there is one. */
    public Failing {
      Objects.requireNonNull(errno, "errno");
    }
  }

  /** See {@link SupervisedAnswer#returning(long)}. */
  record Returning(long result) implements SupervisedAnswer {

    private static final long LOWEST_ERROR = -4095;

    /** Checks that it is no error. */
    public Returning {
      if (result < 0 && result >= LOWEST_ERROR) {
        throw new IllegalArgumentException("result of a call is an error: " + result);
      }
    }
  }
}
