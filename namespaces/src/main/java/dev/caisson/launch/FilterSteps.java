package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.seccomp.SeccompFilter;

/**
 * Writes the operation that installs a seccomp filter.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
final class FilterSteps {

  /** The step after which calls may be refused by the filter. */
  static final String INSTALL = "install seccomp filter";

  private static final int SECCOMP_SET_MODE_FILTER = 1;

  private final ProgramBuilder program;

  FilterSteps(ProgramBuilder program) {
    this.program = program;
  }

  void install(SeccompFilter filter) {
    Operand instructions = program.bytes(filter.bytes(), "filter");
    program.add(
        Operation.of(
            INSTALL,
            "",
            SystemCall.SECCOMP,
            Operand.of(SECCOMP_SET_MODE_FILTER),
            Operand.of(filter.flags()),
            program.structure("sock_fprog", Operand.of(filter.length()), instructions)));
  }
}
