package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.List;
import java.util.Set;

/**
 * The program that the stage runs, and the first process up to where it needs to know more than
 * what encloses it.
 */
final class BirthProgram {

  private static final int UMASK_NONE = 0;

  private final ProgramBuilder program = new ProgramBuilder();
  private final Enclosure enclosure;
  private final Descriptors descriptors;
  private final LoadSteps rest;
  private final StagePhase stage;

  private BirthProgram(Enclosure enclosure, Descriptors descriptors) {
    this.enclosure = enclosure;
    this.descriptors = descriptors;
    ControlSteps control = new ControlSteps(program, descriptors.number(Descriptors.Role.CONTROL));
    this.rest = new LoadSteps(program, descriptors, control);
    this.stage = new StagePhase(program, descriptors);
  }

  static Program of(Enclosure enclosure, Descriptors descriptors) {
    return new BirthProgram(enclosure, descriptors).write();
  }

  private Program write() {
    Set<Namespace> created = enclosure.created();
    List<Operation> joinings =
        enclosure
            .neighbour()
            .map(other -> DoorSteps.enter(other.door(), other.kinds(), descriptors))
            .orElse(List.of());
    stage.takeDescriptors();
    new AttributeSteps(program).set(enclosure.precedence());
    joinings.forEach(program::add);
    stage.cloneInto(created);
    IdentityPhase identity = new IdentityPhase(program);
    if (created.contains(Namespace.USER)) {
      identity.write(enclosure.users());
    }
    program.add(Operation.of("set umask", "0", SystemCall.UMASK, Operand.of(UMASK_NONE)));
    if (created.contains(Namespace.NET)) {
      new LoopbackSteps(program).bringUp();
    }
    new MountSteps(program)
        .change("make mounts private", CString.of("none"), "/", MountFlag.REC, MountFlag.PRIVATE);
    // The JVM has mapped ranges of ids before it hands over the rest.
    rest.await();
    if (enclosure.users() instanceof UserMapping.Remapped) {
      identity.becomeRoot();
    }
    // Only now: the JVM of an ordinary user opens its namespaces before.
    new ProtectionSteps(program).protect("caisson-init");
    rest.run();
    return program.build();
  }
}
