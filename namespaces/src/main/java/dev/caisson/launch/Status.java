package dev.caisson.launch;

import dev.caisson.linux.SystemCall;

/**
 * What a running program reports: two 64-bit words, of which the first is one of these codes, or
 * the address of the operation that failed, which is larger than any code.
 */
enum Status {
  /** The stage has cloned the first process; the second word is its process id. */
  FORKED(1),
  /** The payload has been executed. */
  STARTED(2),
  /** The payload has ended; the second word is its wait status. */
  ENDED(3),
  /** What the JVM asked for is done; the second word is the result. */
  ANSWERED(4);

  static final int BYTES = 2 * Long.BYTES;

  private final long code;

  Status(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }

  /** Returns the operation that writes a record. */
  static Operation report(int status, Operand.Address words) {
    return Operation.of(
        "report", words.toString(), SystemCall.WRITE, Operand.of(status), words, Operand.of(BYTES));
  }
}
