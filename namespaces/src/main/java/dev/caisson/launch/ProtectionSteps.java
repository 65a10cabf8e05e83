package dev.caisson.launch;

import dev.caisson.linux.SystemCall;

/**
 * Writes the operations by which a process of ours hides from what runs in the container.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html">PR_SET_DUMPABLE</a>
 */
final class ProtectionSteps {

  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NAME = 15;

  private final ProgramBuilder program;

  ProtectionSteps(ProgramBuilder program) {
    this.program = program;
  }

  /**
   * Makes sure that nothing traces it, nor opens its descriptors (CVE-2016-9962), and names it.
   * What has its ids to map does so before, or the files for that would belong to nobody.
   */
  void protect(String name) {
    control("refuse tracing", PR_SET_DUMPABLE, Operand.of(0));
    control("set name", PR_SET_NAME, program.string(name));
  }

  /**
   * Makes the files in {@code /proc/self} the process's own, which those of a program that nobody
   * may read are not.
   */
  void ownItsFiles() {
    control("allow tracing", PR_SET_DUMPABLE, Operand.of(1));
  }

  private void control(String step, int option, Operand value) {
    Operand none = Operand.of(0);
    program.add(
        Operation.of(step, "", SystemCall.PRCTL, Operand.of(option), value, none, none, none));
  }
}
