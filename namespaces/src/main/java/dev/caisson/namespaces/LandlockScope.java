package dev.caisson.namespaces;

import java.util.Collection;

/**
 * What a command can't do to processes that are not its descendants, by the kernel's name without
 * {@code LANDLOCK_SCOPE_}; Linux 6.12.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html">Landlock: unprivileged access
 *     control</a>
 */
public enum LandlockScope {
  /** Connect to their abstract UNIX sockets. */
  ABSTRACT_UNIX_SOCKET(0),
  /** Send them signals. */
  SIGNAL(1);

  /** The version of Landlock that is the first to know them. */
  static final int ABI = 6;

  private final int bit;

  LandlockScope(int bit) {
    this.bit = bit;
  }

  /** Returns the scopes as the kernel takes them. */
  public static long bits(Collection<LandlockScope> scopes) {
    return scopes.stream().mapToLong(scope -> 1L << scope.bit).reduce(0, (a, b) -> a | b);
  }
}
