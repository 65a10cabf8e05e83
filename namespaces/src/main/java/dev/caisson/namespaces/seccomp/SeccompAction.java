package dev.caisson.namespaces.seccomp;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;

/**
 * What the kernel does with a system call that a filter has judged.
 *
 * <p>Where a process has several filters, the strictest of their answers counts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public sealed interface SeccompAction
    permits SeccompAction.Simple, SeccompAction.Fail, SeccompAction.Trace {

  /** The call is made; {@code SECCOMP_RET_ALLOW}. */
  static SeccompAction allow() {
    return Simple.ALLOW;
  }

  /** The call is made and logged by the kernel's audit; {@code SECCOMP_RET_LOG}. */
  static SeccompAction log() {
    return Simple.LOG;
  }

  /** The thread gets SIGSYS instead of the call; {@code SECCOMP_RET_TRAP}. */
  static SeccompAction trap() {
    return Simple.TRAP;
  }

  /**
   * A supervisor that holds the filter's listener decides; {@code SECCOMP_RET_USER_NOTIF}. Without
   * a listener the call fails with ENOSYS.
   */
  static SeccompAction notifySupervisor() {
    return Simple.NOTIFY;
  }

  /** The thread ends as if by SIGSYS; {@code SECCOMP_RET_KILL_THREAD}. */
  static SeccompAction killThread() {
    return Simple.KILL_THREAD;
  }

  /** The process ends as if by SIGSYS; {@code SECCOMP_RET_KILL_PROCESS}. */
  static SeccompAction killProcess() {
    return Simple.KILL_PROCESS;
  }

  /** Returns the action that makes the call fail with this error. */
  static SeccompAction errno(Errno errno) {
    return new Fail(errno.number());
  }

  /**
   * Returns what a filter answers to the kernel: an action in the upper 16 bits, its data in the
   * lower.
   */
  int returnValue();

  /** Returns whether the kernel, having this answer and another, heeds this one. */
  default boolean isStricterThan(SeccompAction other) {
    // The kernel compares them as signed numbers, without their data.
    return returnValue() >> Short.SIZE < other.returnValue() >> Short.SIZE;
  }

  /** Returns whether the call may be made without anyone's leave. */
  default boolean isPermissive() {
    return this == Simple.ALLOW || this == Simple.LOG;
  }

  /** An action without data. */
  enum Simple implements SeccompAction {
    /** See {@link SeccompAction#allow()}. */
    ALLOW(0x7fff0000),
    /** See {@link SeccompAction#log()}. */
    LOG(0x7ffc0000),
    /** See {@link SeccompAction#trap()}. */
    TRAP(0x00030000),
    /** See {@link SeccompAction#notifySupervisor()}. */
    NOTIFY(0x7fc00000),
    /** See {@link SeccompAction#killThread()}. */
    KILL_THREAD(0x00000000),
    /** See {@link SeccompAction#killProcess()}. */
    KILL_PROCESS(0x80000000);

    private final int value;

    Simple(int value) {
      this.value = value;
    }

    @Override
    public int returnValue() {
      return value;
    }
  }

  /**
   * The call is not made and returns an error; {@code SECCOMP_RET_ERRNO}.
   *
   * @param errno the error's number, 0 to 4095; with 0 the call seems to succeed
   */
  record Fail(int errno) implements SeccompAction {

    private static final int HIGHEST = 4095;

    /** Checks the number. */
    public Fail {
      if (errno < 0 || errno > HIGHEST) {
        throw new IllegalArgumentException("errno out of range 0 to 4095: " + errno);
      }
    }

    @Override
    public int returnValue() {
      return 0x00050000 | errno;
    }

    @Override
    public String toString() {
      return errno == 0 ? "success" : SystemCallException.describe(errno);
    }
  }

  /**
   * A tracer with PTRACE_O_TRACESECCOMP decides; {@code SECCOMP_RET_TRACE}. Without one the call
   * fails with ENOSYS.
   *
   * @param message what PTRACE_GETEVENTMSG tells the tracer, 0 to 65535
   */
  record Trace(int message) implements SeccompAction {

    private static final int HIGHEST = 0xffff;

    /** Checks the message. */
    public Trace {
      if (message < 0 || message > HIGHEST) {
        throw new IllegalArgumentException("trace message out of range 0 to 65535: " + message);
      }
    }

    @Override
    public int returnValue() {
      return 0x7ff00000 | message;
    }
  }
}
