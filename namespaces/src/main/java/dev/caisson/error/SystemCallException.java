package dev.caisson.error;

import java.util.Optional;

/** A system call failed. */
public final class SystemCallException extends CaissonException {

  private static final long serialVersionUID = 1L;

  private final int number;

  /**
   * Makes the error of a call.
   *
   * @param number the errno, positive
   */
  public SystemCallException(String step, String object, int number, Optional<String> remedy) {
    super(step, object, describe(number), remedy);
    this.number = number;
  }

  /** Makes the error of a call for which no remedy is known. */
  public SystemCallException(String step, String object, int number) {
    this(step, object, number, Optional.empty());
  }

  /** Returns an errno as {@code EPERM (operation not permitted)}. */
  public static String describe(int number) {
    return Errno.of(number)
        .map(errno -> errno.name() + " (" + errno.text() + ")")
        .orElse("errno " + number);
  }

  /** Returns the kernel's error number, whether it is one of {@link Errno} or not. */
  public int number() {
    return number;
  }

  /** Returns the kernel's error; empty for a number that the kernel does not document. */
  public Optional<Errno> errno() {
    return Errno.of(number);
  }

  /** Returns whether the kernel's error is this one. */
  public boolean is(Errno errno) {
    return number == errno.number();
  }
}
