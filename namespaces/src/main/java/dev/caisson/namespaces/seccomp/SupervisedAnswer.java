package dev.caisson.namespaces.seccomp;

import dev.caisson.error.Errno;

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

  /** The call is not made, and seems to have succeeded with this result. */
  static SupervisedAnswer returning(long result) {
    return new Returning(result);
  }

  /** See {@link SupervisedAnswer#proceed()}. */
  record Proceed() implements SupervisedAnswer {}

  /** See {@link SupervisedAnswer#failing(Errno)}. */
  record Failing(Errno errno) implements SupervisedAnswer {}

  /** See {@link SupervisedAnswer#returning(long)}. */
  record Returning(long result) implements SupervisedAnswer {}
}
