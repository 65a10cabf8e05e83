package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;

/** Writes the whole program of a launch, phase by phase. */
final class ContainerProgram {

  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NAME = 15;
  private static final int UMASK_NONE = 0;

  private final ProgramBuilder program = new ProgramBuilder();
  private final LaunchPlan plan;
  private final Descriptors descriptors;

  private ContainerProgram(LaunchPlan plan, Descriptors descriptors) {
    this.plan = plan;
    this.descriptors = descriptors;
  }

  /** Returns the program that carries out a plan. */
  static Program of(LaunchPlan plan, Descriptors descriptors) {
    return new ContainerProgram(plan, descriptors).write();
  }

  private Program write() {
    new StagePhase(program, descriptors).write(plan);
    ControlSteps control = new ControlSteps(program, descriptors.control());
    new IdentityPhase(program).write(plan.users(), control);
    protectItself();
    makeOwnNamespaces();
    new RootPhase(new MountSteps(program), plan).write();
    Slot payload = new PayloadPhase(program, descriptors).write(plan);
    new InitPhase(program, descriptors, control).write(payload);
    return program.build();
  }

  private void protectItself() {
    // After the id maps, whose files would belong to nobody here: what is not dumpable can't be
    // traced
    // by the payload, nor its descriptors be opened (CVE-2016-9962).
    control("refuse tracing", PR_SET_DUMPABLE, Operand.of(0));
    control("set name", PR_SET_NAME, program.string("caisson-init"));
    program.add(Operation.of("set umask", "0", SystemCall.UMASK, Operand.of(UMASK_NONE)));
  }

  private void control(String step, int option, Operand value) {
    Operand none = Operand.of(0);
    program.add(
        Operation.of(step, "", SystemCall.PRCTL, Operand.of(option), value, none, none, none));
  }

  private void makeOwnNamespaces() {
    if (plan.namespaces().contains(Namespace.CGROUP)) {
      program.add(
          Operation.of(
              "create namespace",
              "CGROUP",
              SystemCall.UNSHARE,
              Operand.of(Namespace.CGROUP.bits())));
    }
    if (plan.namespaces().contains(Namespace.UTS)) {
      program.add(
          Operation.of(
              "set host name",
              plan.hostname(),
              SystemCall.SETHOSTNAME,
              program.string(plan.hostname()),
              Operand.of(plan.hostname().length())));
    }
    if (plan.namespaces().contains(Namespace.NET)) {
      new LoopbackSteps(program).bringUp();
    }
  }
}
