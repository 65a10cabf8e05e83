package dev.caisson.namespaces;

import java.util.Collection;

/**
 * What the kernel is not to do with capabilities, by its name without {@code SECBIT_}; a locked one
 * stays as it is for ever.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public enum Securebit {
  /** Nobody gets capabilities by being root. */
  NOROOT(0),
  /** {@link #NOROOT} stays as it is. */
  NOROOT_LOCKED(1),
  /** A change of user ids leaves the capabilities as they are. */
  NO_SETUID_FIXUP(2),
  /** {@link #NO_SETUID_FIXUP} stays as it is. */
  NO_SETUID_FIXUP_LOCKED(3),
  /** That capabilities are not kept when root becomes another user stays as it is. */
  KEEP_CAPS_LOCKED(5),
  /** Nothing can be added to the ambient set. */
  NO_CAP_AMBIENT_RAISE(6),
  /** {@link #NO_CAP_AMBIENT_RAISE} stays as it is. */
  NO_CAP_AMBIENT_RAISE_LOCKED(7);

  private final int number;

  Securebit(int number) {
    this.number = number;
  }

  /** Returns the set as the kernel takes it: one bit for each. */
  public static long bits(Collection<Securebit> securebits) {
    return securebits.stream().mapToLong(s -> 1L << s.number).reduce(0, (a, b) -> a | b);
  }
}
