package dev.caisson.launch;

import dev.caisson.linux.CString;

/** An argument of an {@link Operation}: known beforehand, or only when the program runs. */
public sealed interface Operand {

  /** A number, as it is. */
  record Literal(long value) implements Operand {
    @Override
    public String toString() {
      return value < 0 || value > 0xffff ? "0x" + Long.toHexString(value) : Long.toString(value);
    }
  }

  /** The address of something in the program's data; {@code shown} is how it is printed. */
  record Address(int offset, Object shown) implements Operand {
    @Override
    public String toString() {
      return shown instanceof CString ? "\"" + shown + "\"" : shown.toString();
    }
  }

  /** What a slot holds at the time when the operation runs. */
  record Content(Slot slot) implements Operand {
    @Override
    public String toString() {
      return slot.toString();
    }
  }

  /** Returns the operand that is this number. */
  static Operand of(long value) {
    return new Literal(value);
  }
}
