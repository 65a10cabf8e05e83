package dev.caisson.launch;

/** Eight bytes of a program's data that hold a result of one operation for the use of others. */
public record Slot(int offset, String name) {

  /** Returns the operand that is the value which the slot holds when it is used. */
  public Operand value() {
    return new Operand.Content(this);
  }

  /** Returns the operand that is the slot's address. */
  public Operand address() {
    return new Operand.Address(offset, "&" + name);
  }

  @Override
  public String toString() {
    return "$" + name;
  }
}
