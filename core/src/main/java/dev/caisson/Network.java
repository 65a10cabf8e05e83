package dev.caisson;

/** Which network a container sees. */
public enum Network {
  /** A network of its own with nothing but a loopback device; the default. */
  NONE,
  /**
   * This machine's: its addresses, its open ports, its abstract sockets. Nothing of the container's
   * network is isolated then.
   */
  HOST
}
