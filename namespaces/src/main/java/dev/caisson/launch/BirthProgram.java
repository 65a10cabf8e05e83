package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;

/**
 * The program that the stage runs, and the first process up to where it needs to know more than
 * what encloses it.
 */
final class BirthProgram {

  private static final int UMASK_NONE = 0;

  private final ProgramBuilder program = new ProgramBuilder();
  private final Enclosure enclosure;
  private final LoadSteps rest;
  private final StagePhase stage;

  private BirthProgram(Enclosure enclosure, Descriptors descriptors) {
    this.enclosure = enclosure;
    ControlSteps control = new ControlSteps(program, descriptors.number(Descriptors.Role.CONTROL));
    this.rest = new LoadSteps(program, descriptors, control);
    this.stage = new StagePhase(program, descriptors);
  }

  static Program of(Enclosure enclosure, Descriptors descriptors) {
    return new BirthProgram(enclosure, descriptors).write();
  }

  private Program write() {
    stage.takeDescriptors();
    new AttributeSteps(program).setOomScore(enclosure.oomScoreAdj());
    stage.cloneInto(enclosure.namespaces());
    // The JVM has ranges of ids mapped before it hands over the rest.
    boolean mappedByOthers = enclosure.users() instanceof UserMapping.Subordinate;
    if (mappedByOthers) {
      rest.await();
    }
    new IdentityPhase(program).write(enclosure.users());
    program.add(Operation.of("set umask", "0", SystemCall.UMASK, Operand.of(UMASK_NONE)));
    if (enclosure.namespaces().contains(Namespace.NET)) {
      new LoopbackSteps(program).bringUp();
    }
    new MountSteps(program)
        .change("make mounts private", CString.of("none"), "/", MountFlag.REC, MountFlag.PRIVATE);
    if (!mappedByOthers) {
      rest.await();
    }
    // Only now: the JVM of an ordinary user opens its namespaces before.
    new ProtectionSteps(program).protect("caisson-init");
    rest.run();
    return program.build();
  }
}
