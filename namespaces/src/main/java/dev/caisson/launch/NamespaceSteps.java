package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.Set;

/**
 * Writes the operations that make namespaces which a process can make only later than at birth.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a>
 */
final class NamespaceSteps {

  private final ProgramBuilder program;

  NamespaceSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Makes a cgroup namespace, if it is wanted: it is rooted in the groups that its maker is in. */
  void makeCgroup(Set<Namespace> wanted) {
    if (wanted.contains(Namespace.CGROUP)) {
      program.add(
          Operation.of(
              "create namespace",
              "CGROUP",
              SystemCall.UNSHARE,
              Operand.of(Namespace.CGROUP.bits())));
    }
  }
}
