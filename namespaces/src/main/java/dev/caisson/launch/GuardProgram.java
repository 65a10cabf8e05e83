package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;
import java.util.Optional;
import java.util.TreeSet;

/** The program of a {@link Guard}: it waits for the end of a pipe, kills, and goes. */
final class GuardProgram {

  private static final int SIGKILL = 9;
  private static final int PR_SET_NAME = 15;
  private static final String THAWED = "THAWED";

  private final ProgramBuilder program = new ProgramBuilder();
  private final int lifeline;
  private final int process;
  private final Optional<Integer> thawFile;

  private GuardProgram(int lifeline, int process, Optional<Integer> thawFile) {
    this.lifeline = lifeline;
    this.process = process;
    this.thawFile = thawFile;
  }

  /**
   * Returns the program.
   *
   * @param lifeline the end of the pipe whose other end the JVM alone has
   * @param process the pidfd of the process that is killed
   * @param thawFile the file by whose content {@code THAWED} the process can take the signal
   */
  static Program of(int lifeline, int process, Optional<Integer> thawFile) {
    return new GuardProgram(lifeline, process, thawFile).write();
  }

  private Program write() {
    // A session of its own: what a terminal sends the JVM and its group does not end it.
    add(Operation.of("make session", "", SystemCall.SETSID));
    add(
        Operation.of(
            "set name",
            "",
            SystemCall.PRCTL,
            Operand.of(PR_SET_NAME),
            program.string("caisson-guard")));
    TreeSet<Integer> kept = new TreeSet<>();
    kept.add(lifeline);
    kept.add(process);
    thawFile.ifPresent(kept::add);
    new DescriptorSteps(program).closeFrom(0, kept);
    add(Operation.of("change folder", "/", SystemCall.CHDIR, program.string("/")));
    awaitTheEnd();
    kill();
    add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
    return program.build();
  }

  private void awaitTheEnd() {
    // Nobody writes to the pipe.
    add(
        Operation.of(
            "wait for the JVM's end",
            "",
            SystemCall.READ,
            Operand.of(lifeline),
            program.words("{}", 0),
            Operand.of(Long.BYTES)));
  }

  private void kill() {
    Operand none = Operand.of(0);
    add(
        Operation.of(
                "kill container",
                "",
                SystemCall.PIDFD_SEND_SIGNAL,
                Operand.of(process),
                Operand.of(SIGKILL),
                none,
                none)
            .tolerating(Errno.ESRCH));
    thawFile.ifPresent(
        file ->
            add(
                Operation.of(
                    "thaw cgroup",
                    "",
                    SystemCall.WRITE,
                    Operand.of(file),
                    program.string(THAWED),
                    Operand.of(THAWED.length()))));
  }

  private void add(Operation operation) {
    program.add(operation);
  }
}
