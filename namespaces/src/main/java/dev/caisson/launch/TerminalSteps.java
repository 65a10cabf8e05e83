package dev.caisson.launch;

import dev.caisson.linux.SystemCall;

/**
 * Writes the operations by which a payload gets a new pseudo-terminal of its container's as its
 * controlling terminal and its standard streams, and the JVM gets the master.
 *
 * <p>They run as the payload's user with the payload's rights, so that the terminal is his, and so
 * that whatever a container has made of the path opens nothing that its code could not open.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pty.7.html">pty(7)</a>
 */
final class TerminalSteps {

  private static final String MULTIPLEXER = "/dev/pts/ptmx";
  private static final long O_RDWR_NOCTTY = 0402;
  private static final long O_CLOEXEC = 02000000;
  private static final int RESOLVE_NO_MAGICLINKS = 2;
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int TIOCSCTTY = 0x540e;
  private static final int TIOCSWINSZ = 0x5414;
  private static final int TIOCSPTLCK = 0x40045431;
  private static final int TIOCGPTPEER = 0x5441;

  private final ProgramBuilder program;
  private final StandardStream.Terminal terminal;
  private final HandoverSteps handover;
  private final Slot master;

  /** Makes a writer; the socket is named by its number, as the JVM has closed its own by then. */
  TerminalSteps(ProgramBuilder program, StandardStream.Terminal terminal, int socket) {
    this.program = program;
    this.terminal = terminal;
    this.handover = new HandoverSteps(program, socket);
    this.master = handover.descriptor("master");
  }

  /** Makes the terminal; the process must lead a session that has none. */
  void take() {
    open();
    control("unlock terminal", TIOCSPTLCK, program.words("{0}", 0));
    long size = terminal.rows() | (long) terminal.columns() << Short.SIZE;
    control("set size of terminal", TIOCSWINSZ, program.words("{size}", size));
    Slot slave = program.slot("slave");
    // By the master itself, and no path.
    program.add(
        control("open terminal", master.value(), TIOCGPTPEER, Operand.of(O_RDWR_NOCTTY))
            .into(slave));
    for (int target = 0; target <= 2; target++) {
      program.add(
          Operation.of(
              "set standard stream",
              Integer.toString(target),
              SystemCall.DUP3,
              slave.value(),
              Operand.of(target),
              Operand.of(0)));
    }
    Operand none = Operand.of(0);
    program.add(control("take controlling terminal", none, TIOCSCTTY, none));
    handover.handOver("hand over terminal");
  }

  private void open() {
    long resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    program.add(
        Operation.of(
                "open",
                MULTIPLEXER,
                SystemCall.OPENAT2,
                Operand.of(MountSteps.AT_FDCWD),
                program.string(MULTIPLEXER),
                program.words("{NO_SYMLINKS}", O_RDWR_NOCTTY | O_CLOEXEC, 0, resolve),
                Operand.of(3 * Long.BYTES))
            .into(master));
  }

  private void control(String step, int request, Operand argument) {
    program.add(control(step, master.value(), request, argument));
  }

  private static Operation control(String step, Operand file, int request, Operand argument) {
    return Operation.of(step, "", SystemCall.IOCTL, file, Operand.of(request), argument);
  }
}
