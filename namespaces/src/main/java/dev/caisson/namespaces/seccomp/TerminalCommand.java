package dev.caisson.namespaces.seccomp;

/**
 * Commands of terminals that put input into them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_tty.2.html">ioctl_tty(2)</a>
 */
enum TerminalCommand {
  TIOCSTI(0x5412),
  TIOCLINUX(0x541c);

  private final int number;

  TerminalCommand(int number) {
    this.number = number;
  }

  /** Returns the condition that ioctl(2) is called with it; the kernel takes 32 bits. */
  ArgumentCondition isMeant() {
    return ArgumentCondition.equal(1, number).low32();
  }
}
