package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A child that has entered a container's user and mount namespaces, and waits there until its root
 * has been opened. One thread uses it.
 *
 * <p>It runs with the JVM's rights, in a user namespace with all of that one's. Nothing in the
 * container can see, signal or trace it, as it stays in the JVM's PID namespace. Until it is reaped
 * its number is no other's.
 */
final class RootVisitor implements AutoCloseable {

  private static final String NAME = "caisson-files";
  private static final int CHANNEL_BYTES = 256;

  private final Program program;
  private final boolean userNamespace;
  private final Child child;
  private final FdChannel status;
  private final Fd control;

  private RootVisitor(
      Program program, boolean userNamespace, Child child, FdChannel status, Fd control) {
    this.program = program;
    this.userNamespace = userNamespace;
    this.child = child;
    this.status = status;
    this.control = control;
  }

  /** Starts the child. */
  static RootVisitor start(Optional<Fd> users, Fd mounts) throws CaissonException {
    try (Pipe status = Pipe.open();
        Pipe control = Pipe.open()) {
      List<Fd> inherited = new ArrayList<>(List.of(status.write(), control.read(), mounts));
      users.ifPresent(inherited::add);
      int statusEnd = status.write().number();
      Program program = program(users, mounts, statusEnd, control.read().number());
      byte[] image = ElfImage.of(program, Architecture.current(), statusEnd);
      Child child;
      try (Fd file = Memfd.sealed(NAME, image)) {
        child = Spawn.start(file, NAME, inherited);
      }
      return new RootVisitor(
          program,
          users.isPresent(),
          child,
          new FdChannel(status.read().handOver(), CHANNEL_BYTES),
          control.write().handOver());
    }
  }

  private static Program program(Optional<Fd> users, Fd mounts, int status, int control) {
    ProgramBuilder program = new ProgramBuilder();
    TreeSet<Integer> kept = new TreeSet<>(List.of(status, control, mounts.number()));
    users.ifPresent(namespace -> kept.add(namespace.number()));
    new DescriptorSteps(program).closeFrom(0, kept);
    // The user namespace gives the rights to enter the other.
    users.ifPresent(namespace -> program.add(join(namespace, Namespace.USER)));
    program.add(join(mounts, Namespace.MNT));
    program.add(Status.report(status, program.words("{STARTED}", Status.STARTED.code(), 0)));
    // It ends when the JVM does, and that never writes.
    new ControlSteps(program, control).read("wait for the JVM");
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
    return program.build();
  }

  private static Operation join(Fd namespace, Namespace kind) {
    return Operation.of(
        "join namespace",
        kind.toString(),
        SystemCall.SETNS,
        Operand.of(namespace.number()),
        Operand.of(kind.bits()));
  }

  /** Opens its root once it is that of the container. */
  Directory openRoot() throws CaissonException {
    Optional<StatusRecord> record = StatusRecord.read(status);
    if (record.isEmpty()) {
      throw new CaissonException(
          "open files of container",
          "",
          "the process that enters it was killed",
          Optional.of("see the kernel's log for what killed it"));
    }
    if (!record.get().is(Status.STARTED)) {
      int index = ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.get().code());
      int number = Math.toIntExact(-record.get().value());
      throw Failure.of(program.operations().get(index), number, List.of(), userNamespace);
    }
    return Directory.place(Path.of("/proc/" + child.pid() + "/root"));
  }

  /** Ends the child. */
  @Override
  public void close() throws CaissonException {
    status.close();
    control.close();
    child.kill();
    child.reap();
  }
}
