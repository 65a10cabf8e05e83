package dev.caisson.launch;

import dev.caisson.launch.Descriptors.Role;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The stage: a child of the JVM, with its rights, in its namespaces. It takes the descriptors in
 * order, clones a process of the container's as a sibling, and goes.
 */
final class StagePhase {

  private static final int CLONE_PARENT = 0x8000;
  private static final long CLONE_INTO_CGROUP = 0x200000000L;
  private static final int CLONE_ARGS_BYTES = 88;
  private static final int CGROUP = 10;
  private static final int O_RDWR_CLOEXEC = 02000002;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private final ProgramBuilder program;
  private final Descriptors descriptors;

  StagePhase(ProgramBuilder program, Descriptors descriptors) {
    this.program = program;
    this.descriptors = descriptors;
  }

  /** Takes the descriptors, and closes all others. */
  void takeDescriptors() {
    placeStandardStreams();
    int streams = descriptors.streams().size();
    new DescriptorSteps(program).closeFrom(streams, descriptors.kept());
    for (int own : descriptors.own()) {
      program.add(
          Operation.of(
              "close on exec",
              "fd " + own,
              SystemCall.FCNTL,
              Operand.of(own),
              Operand.of(F_SETFD),
              Operand.of(FD_CLOEXEC)));
    }
  }

  private void placeStandardStreams() {
    List<StandardStream> streams = descriptors.streams();
    for (int target = 0; target < streams.size(); target++) {
      if (streams.get(target) instanceof StandardStream.Of stream) {
        place(Operand.of(stream.fd().number()), target);
      } else if (!(streams.get(target) instanceof StandardStream.Inherited)) {
        // The payload itself will have a terminal there.
        Slot file = program.slot("null");
        program.add(
            Operation.of(
                    "open",
                    "/dev/null",
                    SystemCall.OPENAT,
                    Operand.of(MountSteps.AT_FDCWD),
                    program.string("/dev/null"),
                    Operand.of(O_RDWR_CLOEXEC),
                    Operand.of(0))
                .into(file));
        place(file.value(), target);
      }
    }
  }

  private void place(Operand source, int target) {
    program.add(
        Operation.of(
            "set standard stream",
            Integer.toString(target),
            SystemCall.DUP3,
            source,
            Operand.of(target),
            Operand.of(0)));
  }

  /** Clones the first process into new namespaces; only it goes on after this. */
  void cloneInto(Set<Namespace> wanted) {
    Set<Namespace> namespaces = EnumSet.noneOf(Namespace.class);
    namespaces.addAll(wanted);
    // A cgroup namespace is rooted in the group that its maker is in, so the new process makes it.
    namespaces.remove(Namespace.CGROUP);
    long[] arguments = new long[CLONE_ARGS_BYTES / Long.BYTES];
    arguments[0] = Namespace.bits(namespaces) | CLONE_PARENT;
    if (descriptors.has(Role.GROUP)) {
      arguments[0] |= CLONE_INTO_CGROUP;
      arguments[CGROUP] = descriptors.number(Role.GROUP);
    }
    Label child = program.label("new process");
    Operand.Address report = program.words("{FORKED, pid}", Status.FORKED.code(), 0);
    Slot pid = new Slot(report.offset() + Long.BYTES, "pid");
    program.add(
        Operation.of(
                namespaces.isEmpty() ? "clone process" : "create namespaces",
                namespaces.isEmpty() ? "" : namespaces.toString(),
                SystemCall.CLONE3,
                program.words("{" + namespaces + "}", arguments),
                Operand.of(CLONE_ARGS_BYTES))
            .into(pid)
            .jumpOn(0, child));
    program.add(Status.report(descriptors.number(Role.STATUS), report));
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
    program.bind(child);
  }
}
