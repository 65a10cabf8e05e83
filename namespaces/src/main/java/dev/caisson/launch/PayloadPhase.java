package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * The payload's process between its clone and its exec: still with the first process's rights,
 * which it gives up here, one after the other.
 */
final class PayloadPhase {

  /** The step whose failure means that the command is not there. */
  static final String FIND = "find command";

  /** The step whose failure means that the command is there and can't be executed. */
  static final String EXECUTE = "execute";

  private static final int CLONE_VFORK = 0x4000;
  private static final int SIGCHLD = 17;
  private static final int CLONE_ARGS_BYTES = 88;
  private static final int EXIT_SIGNAL = 4;
  private static final int F_OK = 0;

  private final ProgramBuilder program;
  private final Descriptors descriptors;

  PayloadPhase(ProgramBuilder program, Descriptors descriptors) {
    this.program = program;
    this.descriptors = descriptors;
  }

  /** Writes the clone and what the new process does; returns the slot that holds its process id. */
  Slot write(LaunchPlan.Payload payload, UserMapping users) {
    long[] arguments = new long[CLONE_ARGS_BYTES / Long.BYTES];
    // With CLONE_VFORK the first process goes on only once the payload is executed, or has failed.
    arguments[0] = CLONE_VFORK;
    arguments[EXIT_SIGNAL] = SIGCHLD;
    Slot child = program.slot("payload");
    Label inside = program.label("payload");
    Label parent = program.label("init");
    program.add(
        Operation.of(
                "start payload",
                "",
                SystemCall.CLONE3,
                program.words("{VFORK}", arguments),
                Operand.of(CLONE_ARGS_BYTES))
            .into(child)
            .jumpOn(0, inside));
    program.add(Operation.jump(parent));
    program.bind(inside);
    become(payload, users);
    program.bind(parent);
    return child;
  }

  /** Writes what turns the process into the payload. */
  void become(LaunchPlan.Payload payload, UserMapping users) {
    prepare(payload, users);
    execute(payload);
  }

  private void prepare(LaunchPlan.Payload payload, UserMapping users) {
    // A session of its own: no terminal of the caller's can be pushed input (CVE-2017-5226).
    program.add(Operation.of("make session", "", SystemCall.SETSID));
    // Before a path is followed, which could be /proc/self/fd/N (CVE-2024-21626).
    closeAllBut(descriptors.ofPayload());
    AttributeSteps attributes = new AttributeSteps(program);
    attributes.setUmask(payload.attributes().umask());
    // While the filter can't refuse it; it holds from exec on.
    payload.restraints().label().ifPresent(new LabelSteps(program)::set);
    LandlockSteps landlock = new LandlockSteps(program, payload.restraints().landlock());
    // Before the limits, which may leave no descriptor.
    landlock.prepare();
    attributes.limit(payload.attributes().limits(), payload.processLimit());
    giveUpPrivileges(payload, landlock, users instanceof UserMapping.OwnId);
    descriptors.terminal().ifPresent(this::takeTerminal);
    String directory = payload.workingDirectory();
    program.add(
        Operation.of(
            "enter working directory", directory, SystemCall.CHDIR, program.string(directory)));
    if (!payload.newPrivileges()) {
      // Last, so that a filter has to let pass as little as possible of ours.
      payload.filter().ifPresent(new FilterSteps(program, descriptors)::install);
    }
  }

  private void takeTerminal(StandardStream.Terminal terminal) {
    new TerminalSteps(program, terminal, descriptors.number(Descriptors.Role.TERMINAL)).take();
    closeAllBut(descriptors.own());
  }

  private void closeAllBut(SortedSet<Integer> kept) {
    new DescriptorSteps(program).closeFrom(descriptors.streams().size(), kept);
  }

  private void giveUpPrivileges(LaunchPlan.Payload payload, LandlockSteps landlock, boolean oneId) {
    PrivilegeSteps privileges = new PrivilegeSteps(program);
    if (payload.newPrivileges()) {
      // Without no_new_privs both take CAP_SYS_ADMIN, which is given up now.
      landlock.restrict();
      payload.filter().ifPresent(new FilterSteps(program, descriptors)::install);
    }
    privileges.become(payload, oneId);
    if (!payload.newPrivileges()) {
      privileges.refuseNewPrivileges();
      landlock.restrict();
    }
  }

  private void execute(LaunchPlan.Payload payload) {
    Operand arguments = program.strings(payload.command());
    Operand environment = program.strings(payload.environment());
    List<String> candidates = candidates(payload);
    for (String path : candidates) {
      program.add(
          execute(path, arguments, environment)
              // Some kernels find the arguments too long before they look for the file.
              .tolerating(Errno.ENOENT, Errno.EACCES, Errno.ENOTDIR, Errno.E2BIG));
    }
    // None could be executed: the first that is there says why, and if none is, that is the error.
    for (String path : candidates) {
      Label next = program.label("next candidate");
      program.add(
          exists(path)
              .tolerating(Errno.ENOENT, Errno.EACCES, Errno.ENOTDIR)
              .jumpOn(-Errno.ENOENT.number(), next));
      program.add(execute(path, arguments, environment).tolerating(Errno.ENOTDIR));
      program.bind(next);
    }
    program.add(
        Operation.of(
            FIND,
            payload.command().get(0),
            SystemCall.FACCESSAT,
            Operand.of(MountSteps.AT_FDCWD),
            program.string(""),
            Operand.of(F_OK)));
  }

  private static List<String> candidates(LaunchPlan.Payload payload) {
    String name = payload.command().get(0);
    if (name.indexOf('/') >= 0) {
      return List.of(name);
    }
    List<String> candidates = new ArrayList<>();
    payload.searchPath().forEach(folder -> candidates.add(folder + "/" + name));
    return candidates;
  }

  private Operation execute(String path, Operand arguments, Operand environment) {
    return Operation.of(
        EXECUTE, path, SystemCall.EXECVE, program.string(path), arguments, environment);
  }

  private Operation exists(String path) {
    return Operation.of(
        FIND,
        path,
        SystemCall.FACCESSAT,
        Operand.of(MountSteps.AT_FDCWD),
        program.string(path),
        Operand.of(F_OK));
  }
}
