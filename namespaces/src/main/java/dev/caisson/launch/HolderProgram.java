package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The program of a child that makes namespaces for the JVM. It holds nothing but the ends of two
 * pipes, waits until the JVM has taken what it needs, and goes; a new PID namespace it leaves with
 * a first process, which only waits for the JVM's end.
 */
final class HolderProgram {

  private static final int PR_SET_NAME = 15;
  private static final int CLONE_PARENT = 0x8000;
  private static final int CLONE_ARGS_BYTES = 88;
  private static final int SIGCHLD = 17;
  private static final int SIG_IGN = 1;
  private static final int SIGNAL_SET_BYTES = 8;

  private final ProgramBuilder program = new ProgramBuilder();
  private final Set<Namespace> unshared;
  private final boolean withPid;
  private final boolean loopback;
  private final int status;
  private final ControlSteps control;
  private final int controlFd;

  private HolderProgram(Set<Namespace> kinds, boolean loopback, int status, int control) {
    this.unshared = EnumSet.copyOf(kinds);
    this.withPid = unshared.remove(Namespace.PID);
    this.loopback = loopback;
    this.status = status;
    this.controlFd = control;
    this.control = new ControlSteps(program, control);
  }

  /**
   * Returns the program.
   *
   * @param loopback whether the loopback device of the new network namespace is brought up
   * @param status the descriptor that status records are written to
   * @param control the descriptor that the JVM's words are read from
   */
  static Program of(Set<Namespace> kinds, boolean loopback, int status, int control) {
    return new HolderProgram(kinds, loopback, status, control).write();
  }

  private Program write() {
    new DescriptorSteps(program).closeFrom(0, new TreeSet<>(List.of(status, controlFd)));
    setName("caisson-holder");
    if (!unshared.isEmpty()) {
      // A time namespace is for children only, so its offsets can still be set.
      program.add(
          Operation.of(
              "create namespaces",
              unshared.toString(),
              SystemCall.UNSHARE,
              Operand.of(Namespace.bits(unshared))));
    }
    prepare();
    program.add(Status.report(status, program.words("{STARTED}", Status.STARTED.code(), 0)));
    control.read("wait for the JVM");
    if (withPid) {
      cloneFirstProcess();
    }
    exit();
    return program.build();
  }

  private void prepare() {
    if (unshared.contains(Namespace.MNT)) {
      // Else what is mounted there would appear on this machine too.
      new MountSteps(program)
          .change("make mounts private", CString.of("none"), "/", MountFlag.REC, MountFlag.PRIVATE);
    }
    if (loopback) {
      new LoopbackSteps(program).bringUp();
    }
  }

  private void cloneFirstProcess() {
    ignoreChildren();
    long[] arguments = new long[CLONE_ARGS_BYTES / Long.BYTES];
    arguments[0] = Namespace.PID.bits() | CLONE_PARENT;
    Label child = program.label("first process");
    Operand.Address report = program.words("{FORKED, pid}", Status.FORKED.code(), 0);
    program.add(
        Operation.of(
                "create namespaces",
                "[PID]",
                SystemCall.CLONE3,
                program.words("{[PID]}", arguments),
                Operand.of(CLONE_ARGS_BYTES))
            .into(new Slot(report.offset() + Long.BYTES, "pid"))
            .jumpOn(0, child));
    program.add(Status.report(status, report));
    exit();
    program.bind(child);
    waitForTheEnd();
  }

  /** Has the kernel itself reap what the first process inherits. */
  private void ignoreChildren() {
    program.add(
        Operation.of(
            "ignore signal",
            "SIGCHLD",
            SystemCall.RT_SIGACTION,
            Operand.of(SIGCHLD),
            program.words("{SIG_IGN}", SIG_IGN, 0, 0, 0),
            Operand.of(0),
            Operand.of(SIGNAL_SET_BYTES)));
  }

  private void waitForTheEnd() {
    setName("caisson-ns-init");
    program.add(Operation.of("start session", "", SystemCall.SETSID));
    program.add(Operation.of("change folder", "/", SystemCall.CHDIR, program.string("/")));
    program.add(Operation.of("close status pipe", "", SystemCall.CLOSE, Operand.of(status)));
    Label again = program.label("again");
    program.bind(again);
    control.read("wait for the JVM's end");
    program.add(Operation.jump(again));
  }

  private void setName(String name) {
    program.add(
        Operation.of(
            "set name", "", SystemCall.PRCTL, Operand.of(PR_SET_NAME), program.string(name)));
  }

  private void exit() {
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
  }
}
