package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.Sysctl;

/**
 * Writes the operations that set parameters of the container's own namespaces, in which the process
 * is.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys.5.html">proc_sys(5)</a>
 */
final class SysctlSteps {

  static final String SET = "set sysctl";

  private static final int O_WRONLY_CLOEXEC = 02000001;
  private static final int RESOLVE_NO_XDEV_NO_SYMLINKS_BENEATH = 1 | 4 | 8;
  private static final int NO_SUCH_OPTION = -1;

  private final ProgramBuilder program;
  private final Slot proc;

  /**
   * Makes a writer.
   *
   * @param proc a proc file system that is attached nowhere, so that nothing is mounted in it
   */
  SysctlSteps(ProgramBuilder program, Slot proc) {
    this.program = program;
    this.proc = proc;
  }

  void set(Sysctl sysctl) {
    if (sysctl.namespace() == Namespace.UTS) {
      setDomainName(sysctl);
    } else {
      write(sysctl);
    }
  }

  // The file is root's of this machine, but the call takes the namespace's own root.
  private void setDomainName(Sysctl sysctl) {
    program.add(
        Operation.of(
            SET,
            sysctl.toString(),
            SystemCall.SETDOMAINNAME,
            program.string(sysctl.value()),
            Operand.of(sysctl.value().length())));
  }

  private void write(Sysctl sysctl) {
    String shown = sysctl.toString();
    Slot file = program.slot("sysctl");
    Label taken = program.label("taken " + shown);
    Operand how =
        program.words("{BENEATH}", O_WRONLY_CLOEXEC, 0, RESOLVE_NO_XDEV_NO_SYMLINKS_BENEATH);
    program.add(
        Operation.of(
                SET,
                shown,
                SystemCall.OPENAT2,
                proc.value(),
                program.string("sys/" + sysctl.path()),
                how,
                Operand.of(3 * Long.BYTES))
            .into(file));
    int length = sysctl.value().length();
    program.add(
        Operation.of(
                SET,
                shown,
                SystemCall.WRITE,
                file.value(),
                program.string(sysctl.value()),
                Operand.of(length))
            .jumpOn(length, taken));
    // The kernel took a part of the value: more numbers than there are. This call answers EINVAL.
    program.add(Operation.of(SET, shown, SystemCall.PRCTL, Operand.of(NO_SUCH_OPTION)));
    program.bind(taken);
    program.add(Operation.of("close", shown, SystemCall.CLOSE, file.value()));
  }
}
