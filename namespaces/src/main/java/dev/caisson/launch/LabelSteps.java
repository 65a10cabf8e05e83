package dev.caisson.launch;

import dev.caisson.linux.Architecture;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.SecurityLabel;

/**
 * Writes the operations by which a security module confines what is executed next.
 *
 * <p>The file is that of a real proc file system, in which nothing is mounted, or a container could
 * have the label written elsewhere (CVE-2019-16884, CVE-2025-52881).
 */
final class LabelSteps {

  static final String SET = "set label of";

  private static final int O_PATH_CLOEXEC = 012000000;
  private static final int O_WRONLY_CLOEXEC = 02000001;
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int RESOLVE_NO_XDEV_NO_MAGICLINKS_BENEATH = 1 | 2 | 8;
  private static final int PROC_SUPER_MAGIC = 0x9fa0;
  private static final int STATFS_BYTES = 120;
  private static final int NO_SUCH_OPTION = -1;

  private final ProgramBuilder program;

  LabelSteps(ProgramBuilder program) {
    this.program = program;
  }

  void set(SecurityLabel label) {
    String shown = label.module() + " " + label.name();
    Slot proc = program.slot("proc");
    long folder = O_PATH_CLOEXEC | OpenFlag.DIRECTORY.bits(Architecture.current());
    program.add(
        open(shown, Operand.of(MountSteps.AT_FDCWD), "/proc", folder, RESOLVE_NO_SYMLINKS)
            .into(proc));
    requireProc(shown, proc);
    Slot file = program.slot("attribute");
    String path = "thread-self/attr/" + label.file();
    program.add(
        open(shown, proc.value(), path, O_WRONLY_CLOEXEC, RESOLVE_NO_XDEV_NO_MAGICLINKS_BENEATH)
            .into(file));
    program.add(
        Operation.of(
            SET,
            shown,
            SystemCall.WRITE,
            file.value(),
            program.string(label.content()),
            Operand.of(label.content().length())));
    program.add(Operation.of("close", path, SystemCall.CLOSE, file.value()));
    program.add(Operation.of("close", "/proc", SystemCall.CLOSE, proc.value()));
  }

  private Operation open(String shown, Operand folder, String path, long flags, long resolve) {
    return Operation.of(
        SET,
        shown,
        SystemCall.OPENAT2,
        folder,
        program.string(path),
        program.words("{" + path + "}", flags, 0, resolve),
        Operand.of(3 * Long.BYTES));
  }

  private void requireProc(String shown, Slot proc) {
    // Its first word is the type.
    Operand.Address statfs = program.bytes(new byte[STATFS_BYTES], "statfs");
    Slot type = new Slot(statfs.offset(), "type");
    Label real = program.label("real proc");
    program.add(Operation.of(SET, shown, SystemCall.FSTATFS, proc.value(), statfs));
    program.add(Operation.jumpIfEqual(type.value(), Operand.of(PROC_SUPER_MAGIC), real));
    // It is another file system. This call answers EINVAL.
    program.add(Operation.of(SET, shown, SystemCall.PRCTL, Operand.of(NO_SUCH_OPTION)));
    program.bind(real);
  }
}
