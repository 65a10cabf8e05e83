package dev.caisson.launch;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Pidfd;
import java.util.Optional;

/** A payload that has joined a container which runs already, and ends with it at the latest. */
public final class JoinedProcess implements LaunchedProcess {

  private static final int SIGKILL = 9;

  private final Child child;
  private final Pidfd pidfd;
  private Optional<End> end = Optional.empty();

  JoinedProcess(Child child, Pidfd pidfd) {
    this.child = child;
    this.pidfd = pidfd;
  }

  @Override
  public int pid() {
    return child.pid();
  }

  @Override
  public Fd ended() {
    return pidfd.fd();
  }

  @Override
  public synchronized boolean signal(int number) throws SystemCallException {
    return pidfd.fd().isOpen() && pidfd.signal(number);
  }

  @Override
  public synchronized boolean signalGroup(int number) throws SystemCallException {
    return pidfd.fd().isOpen() && child.signalGroup(number);
  }

  @Override
  public void destroy() throws SystemCallException {
    signal(SIGKILL);
  }

  @Override
  public End reap() throws SystemCallException {
    if (end.isEmpty()) {
      Child.End ended = child.reap();
      end = Optional.of(new End(Optional.of(ended.status()), ended.status(), ended.cpuTime()));
    }
    return end.get();
  }

  @Override
  public synchronized void close() {
    pidfd.close();
  }
}
