package dev.caisson;

/**
 * The size of a terminal.
 *
 * @param columns characters in a row, 1 to 65,535
 * @param rows 1 to 65,535
 */
public record TerminalSize(int columns, int rows) {

  private static final int MOST = 0xffff;

  /** Checks the ranges. */
  public TerminalSize {
    check("columns", columns);
    check("rows", rows);
  }

  private static void check(String what, int count) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(what + " not from 1 to 65535: " + count);
    }
  }
}
