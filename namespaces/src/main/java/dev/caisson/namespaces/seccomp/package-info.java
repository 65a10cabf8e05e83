/**
 * Seccomp filters: which system calls a container may make, as a value.
 *
 * <pre>{@code
 * SeccompProfile profile =
 *     SeccompProfile.standard()
 *         .allowing(CallGroup.PERF_EVENTS)
 *         .denying("ptrace");
 * SeccompFilter filter = profile.compile();
 * }</pre>
 *
 * @see <a href="https://docs.kernel.org/userspace-api/seccomp_filter.html">Seccomp BPF</a>
 */
@NullMarked
package dev.caisson.namespaces.seccomp;

import org.jspecify.annotations.NullMarked;
