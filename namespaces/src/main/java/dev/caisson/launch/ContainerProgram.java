package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.Set;

/** What the first process does once it knows the whole plan: the rest of its program. */
final class ContainerProgram {

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
    GroupSteps groups = new GroupSteps(program);
    plan.groups().forEach(entrance -> groups.enter(entrance, groups.open(entrance)));
    makeOwn(enclosure.created());
    MountSteps mounts = new MountSteps(program, descriptors.trees());
    new RootPhase(mounts, plan, users.isNamespace(), descriptors).write();
    // What is open shows this machine's folders: no path of an image's may lead there by
    // /proc/self/fd.
    new DescriptorSteps(program).closeFrom(descriptors.streams().size(), descriptors.ofPayload());
    mounts.makeDirectories(plan.payload().workingDirectory());
    PayloadPhase payload = new PayloadPhase(program, descriptors);
    if (plan.init()) {
      int words = descriptors.number(Descriptors.Role.CONTROL);
      Slot child = payload.write(plan.payload(), users);
      new InitPhase(program, descriptors, new ControlSteps(program, words)).write(child);
    } else {
      payload.become(plan.payload(), users);
    }
    return program.build();
  }

  private void makeOwn(Set<Namespace> namespaces) {
    new NamespaceSteps(program).makeCgroup(namespaces);
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
