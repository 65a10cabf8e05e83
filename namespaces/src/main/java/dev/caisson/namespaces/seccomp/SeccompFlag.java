package dev.caisson.namespaces.seccomp;

/**
 * How the kernel treats a filter.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public enum SeccompFlag {
  /** Every action but allow is logged; {@code SECCOMP_FILTER_FLAG_LOG}. */
  LOG(2),
  /**
   * The mitigation of Speculative Store Bypass stays off, which is faster and less safe; {@code
   * SECCOMP_FILTER_FLAG_SPEC_ALLOW}.
   */
  SPEC_ALLOW(4),
  /**
   * Only a deadly signal interrupts a call that a supervisor is looking at, from Linux 5.19 on;
   * {@code SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV}. The kernel takes it with a listener only.
   */
  WAIT_KILLABLE_RECV(32);

  private final int bits;

  SeccompFlag(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
