package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.ResourceLimit;
import dev.caisson.namespaces.Rlimit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes the operations that set a process's {@link Attributes} and its {@link Precedence}. */
final class AttributeSteps {

  static final String LIMIT = "set resource limit";
  static final String NICE = "set nice value";
  static final String OOM_SCORE = "set oom_score_adj to";

  private static final String OOM_SCORE_FILE = "/proc/self/oom_score_adj";
  private static final int O_WRONLY_CLOEXEC = 02000001;
  private static final int PRIO_PROCESS = 0;

  private final ProgramBuilder program;

  AttributeSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Sets the precedence of this process and those it makes. */
  void set(Precedence precedence) {
    setOomScore(precedence.oomScoreAdj());
    setNice(precedence.nice());
  }

  private void setNice(OptionalInt nice) {
    if (nice.isPresent()) {
      program.add(
          Operation.of(
              NICE,
              Integer.toString(nice.getAsInt()),
              SystemCall.SETPRIORITY,
              Operand.of(PRIO_PROCESS),
              Operand.of(0),
              Operand.of(nice.getAsInt())));
    }
  }

  /**
   * Sets what the kernel kills first for want of memory.
   *
   * <p>While {@code /proc} is this machine's, where nothing can be mounted over the file, and while
   * the process may be traced, or the file would be root's.
   */
  private void setOomScore(OptionalInt adjustment) {
    if (adjustment.isEmpty()) {
      return;
    }
    String value = Integer.toString(adjustment.getAsInt());
    Slot file = program.slot("oom_score_adj");
    program.add(
        Operation.of(
                OOM_SCORE,
                value,
                SystemCall.OPENAT,
                Operand.of(MountSteps.AT_FDCWD),
                program.string(OOM_SCORE_FILE),
                Operand.of(O_WRONLY_CLOEXEC),
                Operand.of(0))
            .into(file));
    program.add(
        Operation.of(
            OOM_SCORE,
            value,
            SystemCall.WRITE,
            file.value(),
            program.string(value),
            Operand.of(value.length())));
    program.add(Operation.of("close", OOM_SCORE_FILE, SystemCall.CLOSE, file.value()));
  }

  void setUmask(int umask) {
    String shown = "0" + Integer.toOctalString(umask);
    program.add(Operation.of("set umask", shown, SystemCall.UMASK, Operand.of(umask)));
  }

  /** Sets limits; where the number of processes is limited otherwise too, the lower one holds. */
  void limit(List<Rlimit> limits, OptionalLong processes) {
    List<Rlimit> all = new ArrayList<>(limits);
    if (processes.isPresent()) {
      Rlimit asked =
          limits.stream()
              .filter(limit -> limit.resource() == ResourceLimit.NPROC)
              .findFirst()
              .orElse(ResourceLimit.NPROC.unlimited());
      all.remove(asked);
      all.add(asked.atMost(processes.getAsLong()));
    }
    all.forEach(this::limit);
  }

  private void limit(Rlimit limit) {
    program.add(
        Operation.of(
            LIMIT,
            limit.toString(),
            SystemCall.PRLIMIT64,
            Operand.of(0),
            Operand.of(limit.resource().number()),
            program.words("{" + limit + "}", limit.softBits(), limit.hardBits()),
            Operand.of(0)));
  }
}
