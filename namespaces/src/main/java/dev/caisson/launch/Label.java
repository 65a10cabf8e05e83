package dev.caisson.launch;

/**
 * A place to which an operation can jump: in its program, bound once by {@link
 * ProgramBuilder#bind}, or outside it, at an address that is known beforehand.
 */
public final class Label {

  private static final int UNBOUND = -1;
  private static final long INSIDE = 0;

  private final String name;
  private final long address;
  private int index = UNBOUND;

  private Label(String name, long address) {
    this.name = name;
    this.address = address;
  }

  Label(String name) {
    this(name, INSIDE);
  }

  /** Returns the label of an address outside the program. */
  static Label outside(String name, long address) {
    return new Label(name, address);
  }

  boolean isOutside() {
    return address != INSIDE;
  }

  long address() {
    return address;
  }

  void bind(int index) {
    if (this.index != UNBOUND) {
      throw new IllegalStateException("label is bound already: " + name);
    }
    this.index = index;
  }

  int index() {
    if (index == UNBOUND) {
      throw new IllegalStateException("label is not bound: " + name);
    }
    return index;
  }

  @Override
  public String toString() {
    return name;
  }
}
