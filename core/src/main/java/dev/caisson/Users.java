package dev.caisson;

/**
 * Which users of this machine the users of a container are.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public enum Users {
  /**
   * 65,536 ids that nobody else on this machine has, so that root inside is nobody outside. For a
   * JVM of root, on Linux 6.6 or newer, with a root file system whose owners the kernel can map.
   *
   * <p>In folders that are bound from this machine, user 0 inside is user 0 outside, where the
   * kernel can map their owners; where it can't, the container has the rights of nobody there.
   */
  REMAPPED,
  /**
   * The ids that {@code /etc/subuid} and {@code /etc/subgid} give to the JVM's user, by
   * newuidmap(1); root inside is the JVM's user.
   */
  SUBORDINATE,
  /** The JVM's user and group alone: the container has one user. */
  OWN,
  /** The same: there is no user namespace. For a JVM of root. */
  HOST
}
