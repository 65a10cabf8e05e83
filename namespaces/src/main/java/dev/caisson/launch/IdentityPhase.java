package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.IdMapping;

/**
 * The first process gets its ids mapped: it runs as the JVM's user, or as one that stands for
 * nobody else, with all capabilities in its own user namespace, where it has one.
 */
final class IdentityPhase {

  private static final int O_WRONLY_CLOEXEC = 02000001;

  private final ProgramBuilder program;

  IdentityPhase(ProgramBuilder program) {
    this.program = program;
  }

  /** Writes the mapping that needs no privilege; ranges are mapped by the JVM. */
  void write(UserMapping users) {
    if (users instanceof UserMapping.OwnId own) {
      // user_namespaces(7): a single group is mapped without privilege only once setgroups is
      // denied.
      writeFile("setgroups", "deny");
      writeFile("uid_map", mapping(own.user()));
      writeFile("gid_map", mapping(own.group()));
    }
  }

  /** Becomes the user namespace's root, who is nobody outside. */
  void becomeRoot() {
    Operand none = Operand.of(0);
    program.add(Operation.of("leave groups", "", SystemCall.SETGROUPS, none, none));
    program.add(Operation.of("become group", "0", SystemCall.SETRESGID, none, none, none));
    program.add(Operation.of("become user", "0", SystemCall.SETRESUID, none, none, none));
  }

  private static String mapping(IdMapping mapping) {
    return mapping.toString();
  }

  private void writeFile(String name, String content) {
    String path = "/proc/self/" + name;
    Slot file = program.slot(name);
    program.add(
        Operation.of(
                "open",
                path,
                SystemCall.OPENAT,
                Operand.of(MountSteps.AT_FDCWD),
                program.string(path),
                Operand.of(O_WRONLY_CLOEXEC),
                Operand.of(0))
            .into(file));
    program.add(
        Operation.of(
            "write '" + content + "' to",
            path,
            SystemCall.WRITE,
            file.value(),
            program.string(content),
            Operand.of(content.length())));
    program.add(Operation.of("close", path, SystemCall.CLOSE, file.value()));
  }
}
