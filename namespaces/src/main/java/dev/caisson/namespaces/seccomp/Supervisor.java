package dev.caisson.namespaces.seccomp;

/**
 * What decides about the system calls for which a profile says {@link
 * SeccompAction#notifySupervisor()}.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
@FunctionalInterface
public interface Supervisor {

  /**
   * Decides about a call, whose thread waits for it; so do others with the same filter that make
   * such calls meanwhile.
   *
   * <p>Where this throws, the call fails with EPERM, and what was thrown goes to the thread's
   * uncaught exception handler.
   */
  SupervisedAnswer answer(SupervisedCall call);
}
