package dev.caisson.namespaces.seccomp;

/**
 * What is done with calls that a profile can't have meant, being newer than it.
 *
 * <p>Programs try a new call and fall back to an old one on ENOSYS, but give up on EPERM.
 *
 * @param action what is done with them
 * @param newerThanNamed whether a call counts as unknown that has a higher number than every call
 *     that the profile names on that ABI; else those only that this library has no name for
 */
public record UnknownCalls(SeccompAction action, boolean newerThanNamed) {

  /** Returns what is done with calls that this library has no name for. */
  public static UnknownCalls nameless(SeccompAction action) {
    return new UnknownCalls(action, false);
  }

  /** Returns what is done with these, and with all that are newer than those named by rules. */
  public static UnknownCalls newerThanNamed(SeccompAction action) {
    return new UnknownCalls(action, true);
  }
}
