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
  private static final int SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;

  private final ProgramBuilder program;
  private final Descriptors descriptors;

  FilterSteps(ProgramBuilder program, Descriptors descriptors) {
    this.program = program;
    this.descriptors = descriptors;
  }

  /** Installs a filter, and hands its listener over where it asks a supervisor. */
  void install(SeccompFilter filter) {
    if (!filter.notifies()) {
      program.add(install(filter, filter.flags()));
      return;
    }
    HandoverSteps handover =
        new HandoverSteps(program, descriptors.number(Descriptors.Role.SUPERVISOR));
    program.add(
        install(filter, filter.flags() | SECCOMP_FILTER_FLAG_NEW_LISTENER)
            .into(handover.descriptor("listener")));
    handover.handOver("hand over seccomp listener");
  }

  private Operation install(SeccompFilter filter, int flags) {
    Operand instructions = program.bytes(filter.bytes(), "filter");
    return Operation.of(
        INSTALL,
        "",
        SystemCall.SECCOMP,
        Operand.of(SECCOMP_SET_MODE_FILTER),
        Operand.of(flags),
        program.structure("sock_fprog", Operand.of(filter.length()), instructions));
  }
}
