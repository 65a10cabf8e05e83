package dev.caisson.launch;

import dev.caisson.error.CaissonException;
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
import dev.caisson.namespaces.Namespace;
import java.util.List;
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

  private final Child child;
  private final Reports reports;
  private final FdChannel control;
  private boolean reaped;

  private NamespaceHolder(Child child, Reports reports, FdChannel control) {
    this.child = child;
    this.reports = reports;
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
      // It waits for nothing, so that this ends.
      holder.reports.await(Status.STARTED);
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
      FdChannel told = new FdChannel(status.read().handOver(), CHANNEL_BYTES);
      return new NamespaceHolder(
          child,
          new Reports("create namespaces", program, kinds.contains(Namespace.USER), told),
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
    StatusRecord forked = reports.await(Status.FORKED);
    Child first = new Child(Math.toIntExact(forked.value()));
    return NamespaceInit.adopt(first, control);
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
    reports.close();
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
