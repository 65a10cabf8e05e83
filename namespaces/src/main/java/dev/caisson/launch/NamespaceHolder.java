package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pidfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A child that has made namespaces and waits in them until they are taken. One thread uses it.
 *
 * <p>It runs with the JVM's rights, and in a new user namespace with all of that one's; it is a
 * syscall program, so that the kernel does not refuse a user namespace as it does to a JVM. If the
 * JVM dies it ends.
 */
public final class NamespaceHolder implements AutoCloseable {

  private static final String NAME = "caisson-holder";
  private static final int CHANNEL_BYTES = 256;

  private final Program program;
  private final boolean userNamespace;
  private final Child child;
  private final FdChannel status;
  private final FdChannel control;
  private boolean reaped;

  private NamespaceHolder(
      Program program, boolean userNamespace, Child child, FdChannel status, FdChannel control) {
    this.program = program;
    this.userNamespace = userNamespace;
    this.child = child;
    this.status = status;
    this.control = control;
  }

  /**
   * Starts a child that makes namespaces, all but a PID namespace, and waits until it has.
   *
   * @param loopback whether the loopback device of the new network namespace is brought up
   * @throws UnsupportedHostException if the kernel refuses one of them
   */
  public static NamespaceHolder start(Set<Namespace> kinds, boolean loopback)
      throws CaissonException {
    NamespaceHolder holder = spawn(kinds, loopback);
    try {
      holder.await(Status.STARTED);
      return holder;
    } catch (CaissonException | RuntimeException e) {
      holder.abandon(e);
      throw e;
    }
  }

  private static NamespaceHolder spawn(Set<Namespace> kinds, boolean loopback)
      throws CaissonException {
    try (Pipe status = Pipe.open();
        Pipe control = Pipe.open()) {
      int statusEnd = status.write().number();
      Program program = HolderProgram.of(kinds, loopback, statusEnd, control.read().number());
      byte[] image = ElfImage.of(program, Architecture.current(), statusEnd);
      Child child;
      try (Fd file = Memfd.sealed(NAME, image)) {
        child = Spawn.start(file, NAME, List.of(status.write(), control.read()));
      }
      return new NamespaceHolder(
          program,
          kinds.contains(Namespace.USER),
          child,
          new FdChannel(status.read().handOver(), CHANNEL_BYTES),
          new FdChannel(control.write().handOver(), CHANNEL_BYTES));
    }
  }

  /** Returns its process id, which stays its own until this is closed. */
  public int pid() {
    return child.pid();
  }

  /** Opens a descriptor that stands for it. */
  public Pidfd open() throws SystemCallException {
    return child.open();
  }

  /**
   * Has it make the first process of a new PID namespace, and end itself.
   *
   * @return the first process, which lives until it is closed, or the JVM ends
   * @throws UnsupportedHostException if the kernel refuses
   */
  public NamespaceInit cloneInit() throws CaissonException {
    byte[] word = new byte[Long.BYTES];
    control.write(word, 0, word.length);
    StatusRecord forked = await(Status.FORKED);
    Child first = new Child(Math.toIntExact(forked.value()));
    return NamespaceInit.adopt(first, control);
  }

  private StatusRecord await(Status expected) throws CaissonException {
    // It waits for nothing, so that this ends; the end of the pipe says that it was killed.
    Optional<StatusRecord> record = StatusRecord.read(status);
    if (record.isEmpty()) {
      throw new CaissonException(
          "create namespaces",
          "",
          "the process that makes them was killed",
          Optional.of("see the kernel's log for what killed it"));
    }
    if (!record.get().is(expected)) {
      throw failure(record.get());
    }
    return record.get();
  }

  private CaissonException failure(StatusRecord record) {
    int index = ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.code());
    Operation operation = program.operations().get(index);
    int number = Math.toIntExact(-record.value());
    if (operation.call().equals(Optional.of(SystemCall.UNSHARE))) {
      return new UnsupportedHostException(
          operation.step(),
          operation.object(),
          SystemCallException.describe(number) + " from unshare",
          remedy(number));
    }
    return Failure.of(operation, number, List.of(), userNamespace);
  }

  private Optional<String> remedy(int number) {
    if (number == Errno.EINVAL.number()) {
      return Optional.of("the kernel was built without one of these namespaces");
    }
    return number == Errno.ENOSPC.number() && !userNamespace
        ? Optional.of("a limit of /proc/sys/user is reached")
        : HostRemedy.of(SystemCall.UNSHARE, number, userNamespace);
  }

  private void abandon(Exception cause) {
    try {
      close();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  /** Ends the child; its namespaces last as long as others hold them. */
  @Override
  public void close() throws CaissonException {
    status.close();
    if (!reaped) {
      reaped = true;
      child.kill();
      child.reap();
    }
    // After the end, or the first process of a PID namespace, which it may just clone, would see
    // it.
    control.close();
  }
}
