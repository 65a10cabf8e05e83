package dev.caisson.examples.cli;

/** What the caller typed can't be done; nothing has been started. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes the refusal of a reason, in one line. */
  Refusal(String reason) {
    super(reason);
  }
}
