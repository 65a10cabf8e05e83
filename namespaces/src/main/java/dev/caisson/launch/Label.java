package dev.caisson.launch;

/**
 * A place in a program to which an operation can jump; bound once, by {@link ProgramBuilder#bind}.
 */
public final class Label {

  private static final int UNBOUND = -1;

  private final String name;
  private int index = UNBOUND;

  Label(String name) {
    this.name = name;
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
