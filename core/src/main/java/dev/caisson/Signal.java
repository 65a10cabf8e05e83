package dev.caisson;

import java.util.List;

/**
 * A signal, by the kernel's number.
 *
 * @param number 1 to 64
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public record Signal(int number) {

  /** Hangup. */
  public static final Signal HUP = new Signal(1);

  /** Interrupt, as Ctrl-C sends it. */
  public static final Signal INT = new Signal(2);

  /** Quit. */
  public static final Signal QUIT = new Signal(3);

  /** The end that nothing can prevent. */
  public static final Signal KILL = new Signal(9);

  /** The first signal for a purpose of the program's own. */
  public static final Signal USR1 = new Signal(10);

  /** The second signal for a purpose of the program's own. */
  public static final Signal USR2 = new Signal(12);

  /** The request to end. */
  public static final Signal TERM = new Signal(15);

  private static final int HIGHEST = 64;
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  /** Checks the range. */
  public Signal {
    if (number < 1 || number > HIGHEST) {
      throw new IllegalArgumentException("signal is not from 1 to 64: " + number);
    }
  }

  /** Returns {@code SIGTERM} and the like; for a real-time signal {@code SIG} and its number. */
  @Override
  public String toString() {
    return "SIG" + (number <= NAMES.size() ? NAMES.get(number - 1) : Integer.toString(number));
  }
}
