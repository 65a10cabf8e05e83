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

  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NAME = 15;
  private static final int UMASK_NONE = 0;

  private final ProgramBuilder program = new ProgramBuilder();
  private final Enclosure enclosure;
  private final LoadSteps rest;
  private final StagePhase stage;

  private BirthProgram(Enclosure enclosure, Descriptors descriptors) {
    this.enclosure = enclosure;
    ControlSteps control = new ControlSteps(program, descriptors.control());
    this.rest = new LoadSteps(program, descriptors, control);
    this.stage = new StagePhase(program, descriptors);
  }

  static Program of(Enclosure enclosure, Descriptors descriptors) {
    return new BirthProgram(enclosure, descriptors).write();
  }

  private Program write() {
    stage.write(enclosure);
    // The JVM has ranges of ids mapped before it hands over the rest.
    boolean mappedByOthers = enclosure.users() instanceof UserMapping.Subordinate;
    if (mappedByOthers) {
      rest.await();
    }
    new IdentityPhase(program).write(enclosure.users());
    protectItself();
    if (enclosure.namespaces().contains(Namespace.NET)) {
      new LoopbackSteps(program).bringUp();
    }
    new MountSteps(program)
        .change("make mounts private", CString.of("none"), "/", MountFlag.REC, MountFlag.PRIVATE);
    if (!mappedByOthers) {
      rest.await();
    }
    rest.run();
    return program.build();
  }

  private void protectItself() {
    // After the id maps, whose files would belong to nobody here: what is not dumpable can't be
    // traced by the payload, nor its descriptors be opened (CVE-2016-9962).
    control("refuse tracing", PR_SET_DUMPABLE, Operand.of(0));
    control("set name", PR_SET_NAME, program.string("caisson-init"));
    program.add(Operation.of("set umask", "0", SystemCall.UMASK, Operand.of(UMASK_NONE)));
  }

  private void control(String step, int option, Operand value) {
    Operand none = Operand.of(0);
    program.add(
        Operation.of(step, "", SystemCall.PRCTL, Operand.of(option), value, none, none, none));
  }
}
