package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Pidfd;
import dev.caisson.linux.WaitStatus;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * A container's first process, PID 1 of its namespace, whose end is the end of every process in it:
 * our init, or, where it has a {@link Guard}, the command itself.
 *
 * <p>Closing it closes the lifeline, so that a container which still runs dies.
 */
public final class FirstProcess implements LaunchedProcess {

  private static final int SIGKILL = 9;
  private static final int AT_ONCE = 0;

  private final Child child;
  private final Pidfd pidfd;
  private final FdChannel status;
  private final Queue<StatusRecord> early;
  private final FdChannel control;
  private Optional<Guard> guard = Optional.empty();
  private Optional<Door> door = Optional.empty();
  private Optional<RootDoor> rootDoor = Optional.empty();
  private Optional<End> end = Optional.empty();

  FirstProcess(
      Child child, Pidfd pidfd, FdChannel status, Queue<StatusRecord> early, FdChannel control) {
    this.child = child;
    this.pidfd = pidfd;
    this.status = status;
    this.early = early;
    this.control = control;
  }

  @Override
  public int pid() {
    return child.pid();
  }

  /** Returns the descriptor that polls as readable once every process of the container is gone. */
  @Override
  public Fd ended() {
    return pidfd.fd();
  }

  @Override
  public boolean signal(int number) throws SystemCallException {
    return guard.isPresent() ? signalItself(number) : write(ControlWord.signal(number));
  }

  @Override
  public boolean signalGroup(int number) throws SystemCallException {
    return guard.isPresent() ? signalOwnGroup(number) : write(ControlWord.signalToGroup(number));
  }

  private synchronized boolean signalItself(int number) throws SystemCallException {
    return pidfd.fd().isOpen() && pidfd.signal(number);
  }

  private synchronized boolean signalOwnGroup(int number) throws SystemCallException {
    return pidfd.fd().isOpen() && child.signalGroup(number);
  }

  /** Has a guard see to it that the command dies with the JVM, where there is no init that does. */
  void guard() throws CaissonException {
    guard = Optional.of(Guard.start(pidfd.fd(), Optional.empty()));
  }

  private synchronized boolean write(ControlWord word) throws SystemCallException {
    if (!control.fd().isOpen()) {
      return false;
    }
    try {
      word.writeTo(control);
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.EPIPE)) {
        return false;
      }
      if (e.is(Errno.EAGAIN)) {
        Optional<String> remedy =
            Optional.of("it takes them only when it is not paused: resume it");
        throw new SystemCallException("send signal to", "container", Errno.EAGAIN.number(), remedy);
      }
      throw e;
    }
  }

  /** Makes every process of the container end at once. */
  @Override
  public synchronized void destroy() throws SystemCallException {
    if (pidfd.fd().isOpen()) {
      pidfd.signal(SIGKILL);
    }
  }

  @Override
  public End reap() throws SystemCallException {
    if (end.isEmpty()) {
      Child.End ended = child.reap();
      Optional<WaitStatus> command = guard.isPresent() ? Optional.of(ended.status()) : readEnd();
      end = Optional.of(new End(command, ended.status(), ended.cpuTime()));
      if (guard.isPresent()) {
        guard.get().close();
      }
    }
    return end.get();
  }

  private Optional<WaitStatus> readEnd() throws SystemCallException {
    return nextRecord()
        .filter(r -> r.is(Status.ENDED))
        .map(r -> new WaitStatus(Math.toIntExact(r.value())));
  }

  private Optional<StatusRecord> nextRecord() throws SystemCallException {
    if (!early.isEmpty()) {
      return Optional.of(early.remove());
    }
    return status.awaitReadable(AT_ONCE) ? StatusRecord.read(status) : Optional.empty();
  }

  /**
   * Opens its namespaces, of which an ordinary user can get hold only as long as it does not refuse
   * tracing.
   */
  void openDoor(Set<Namespace> kinds) throws CaissonException {
    Set<Namespace> there = EnumSet.copyOf(kinds);
    // It makes that only when it has entered its cgroups.
    there.remove(Namespace.CGROUP);
    door = Optional.of(Door.open(child.pid(), there));
  }

  /** Returns what lets others into its namespaces, for the caller to close. */
  public synchronized Door door() throws CaissonException {
    return door.orElseGet(() -> new Door.Whole(pidfd.fd())).duplicate();
  }

  /** Opens what leads to its files, under the same condition. */
  void openRootDoor(boolean inUserNamespace) throws CaissonException {
    rootDoor = Optional.of(RootDoor.open(child.pid(), inUserNamespace));
  }

  /** Hands over what leads to its files, if they are kept, once; it is the caller's to close. */
  public synchronized Optional<RootDoor> takeRootDoor() {
    Optional<RootDoor> taken = rootDoor;
    rootDoor = Optional.empty();
    return taken;
  }

  @Override
  public synchronized void close() {
    door.ifPresent(Door::close);
    rootDoor.ifPresent(RootDoor::close);
    control.close();
    status.close();
    pidfd.close();
  }
}
