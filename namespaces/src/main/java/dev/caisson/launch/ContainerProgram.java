package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Path;
import java.util.Set;

/** What the first process does once it knows the whole plan: the rest of its program. */
final class ContainerProgram {

  private static final int O_WRONLY_CLOEXEC = 02000001;

  private final ProgramBuilder program = new ProgramBuilder();
  private final LaunchPlan plan;
  private final Enclosure enclosure;
  private final Descriptors descriptors;

  private ContainerProgram(LaunchPlan plan, Enclosure enclosure, Descriptors descriptors) {
    this.plan = plan;
    this.enclosure = enclosure;
    this.descriptors = descriptors;
  }

  /** Returns the program that carries out a plan. */
  static Program of(LaunchPlan plan, Enclosure enclosure, Descriptors descriptors) {
    return new ContainerProgram(plan, enclosure, descriptors).write();
  }

  private Program write() {
    UserMapping users = enclosure.users();
    plan.groups().forEach(this::enterGroup);
    makeOwn(enclosure.namespaces());
    new RootPhase(new MountSteps(program), plan, users.isNamespace()).write();
    Slot payload = new PayloadPhase(program, descriptors).write(plan.payload(), users);
    ControlSteps control = new ControlSteps(program, descriptors.control());
    new InitPhase(program, descriptors, control).write(payload);
    return program.build();
  }

  private void enterGroup(Path entrance) {
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

  private void makeOwn(Set<Namespace> namespaces) {
    if (namespaces.contains(Namespace.CGROUP)) {
      // It is rooted in the group that its maker is in, so only here.
      program.add(
          Operation.of(
              "create namespace",
              "CGROUP",
              SystemCall.UNSHARE,
              Operand.of(Namespace.CGROUP.bits())));
    }
    if (namespaces.contains(Namespace.UTS)) {
      program.add(
          Operation.of(
              "set host name",
              plan.hostname(),
              SystemCall.SETHOSTNAME,
              program.string(plan.hostname()),
              Operand.of(plan.hostname().length())));
    }
  }
}
