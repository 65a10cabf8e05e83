package dev.caisson.namespaces.seccomp;

/**
 * Families of sockets that profiles tell apart.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
 */
enum SocketFamily {
  UNIX(1),
  INET(2),
  INET6(10),
  NETLINK(16),
  PACKET(17),
  ALG(38),
  VSOCK(40);

  private final int number;

  SocketFamily(int number) {
    this.number = number;
  }

  /** Returns the condition that socket(2) is called for it; the kernel takes 32 bits. */
  ArgumentCondition isMeant() {
    return ArgumentCondition.equal(0, number).low32();
  }
}
