package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.SystemCall;
import java.nio.file.Path;

/**
 * Writes the operations by which a process enters cgroups whose files are named.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html">Control Groups v1</a>
 */
final class GroupSteps {

  private static final int O_WRONLY_CLOEXEC = 02000001;

  private final ProgramBuilder program;

  GroupSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Opens the file of a group, whose path is that of this machine. */
  Slot open(Path entrance) {
    Slot file = program.slot("entrance");
    program.add(
        Operation.of(
                "open cgroup",
                entrance.toString(),
                SystemCall.OPENAT,
                Operand.of(MountSteps.AT_FDCWD),
                program.string(CString.of(entrance)),
                Operand.of(O_WRONLY_CLOEXEC),
                Operand.of(0))
            .into(file));
    return file;
  }

  /** Enters a group by its open file, which is closed. */
  void enter(Path entrance, Slot file) {
    program.add(
        Operation.of(
            "enter cgroup",
            entrance.toString(),
            SystemCall.WRITE,
            file.value(),
            program.string("0"),
            Operand.of(1)));
    program.add(Operation.of("close cgroup", "", SystemCall.CLOSE, file.value()));
  }
}
