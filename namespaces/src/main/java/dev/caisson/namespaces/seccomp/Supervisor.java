package dev.caisson.namespaces.seccomp;

import java.io.IOException;

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
   * <p>Where this throws or returns null, the call fails with EPERM, and what was thrown goes to
   * the thread's uncaught exception handler. From Linux 5.19 on only a deadly signal takes the
   * caller out of the call meanwhile; before, any that it handles does, and then the call fails
   * with EINTR or is made and asked about again.
   *
   * @throws IOException if what it has to know can't be had
   */
  SupervisedAnswer answer(SupervisedCall call) throws IOException;
}
