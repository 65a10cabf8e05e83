package dev.caisson.linux;

import java.util.OptionalInt;

/**
 * How a process ended, as wait(2) encodes it.
 *
 * @param bits the status word
 */
public record WaitStatus(int bits) {

  /** Returns the exit code, 0 to 255; empty if a signal ended the process. */
  public OptionalInt exitCode() {
    return signalBits() == 0 ? OptionalInt.of((bits >> 8) & 0xff) : OptionalInt.empty();
  }

  /** Returns the number of the signal that ended the process, 1 to 64; empty if it exited. */
  public OptionalInt signal() {
    return signalBits() == 0 ? OptionalInt.empty() : OptionalInt.of(signalBits());
  }

  private int signalBits() {
    return bits & 0x7f;
  }
}
