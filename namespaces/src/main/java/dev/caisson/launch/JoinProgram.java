package dev.caisson.launch;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The program of a process that joins a container: the stage enters its namespaces, with the JVM's
 * rights, and clones the payload's process into its PID namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
final class JoinProgram {

  private final ProgramBuilder program = new ProgramBuilder();
  private final JoinPlan plan;
  private final Descriptors descriptors;

  private JoinProgram(JoinPlan plan, Descriptors descriptors) {
    this.plan = plan;
    this.descriptors = descriptors;
  }

  /** Returns the program that carries out a plan. */
  static Program of(JoinPlan plan, Descriptors descriptors) {
    return new JoinProgram(plan, descriptors).write();
  }

  private Program write() {
    List<Operation> joinings =
        DoorSteps.enter(plan.door(), plan.enclosure().namespaces(), descriptors);
    StagePhase stage = new StagePhase(program, descriptors);
    stage.takeDescriptors();
    ProtectionSteps protection = new ProtectionSteps(program);
    Precedence precedence = plan.enclosure().precedence();
    if (precedence.oomScoreAdj().isPresent()) {
      // The container can't see it yet.
      protection.ownItsFiles();
    }
    new AttributeSteps(program).set(precedence);
    protection.protect("caisson-exec");
    GroupSteps groups = new GroupSteps(program);
    // While the paths still are those of this machine.
    Map<Path, Slot> entrances = new LinkedHashMap<>();
    plan.groups().forEach(entrance -> entrances.put(entrance, groups.open(entrance)));
    joinings.forEach(program::add);
    stage.cloneInto(Set.of());
    entrances.forEach(groups::enter);
    if (plan.door() instanceof Door.Each) {
      // Not among those that it could join; one of its own has the same root.
      new NamespaceSteps(program).makeCgroup(plan.enclosure().namespaces());
    }
    PayloadPhase payload = new PayloadPhase(program, descriptors);
    payload.become(plan.payload(), plan.enclosure().users());
    return program.build();
  }
}
