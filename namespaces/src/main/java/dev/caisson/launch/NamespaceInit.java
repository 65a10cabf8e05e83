package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Pidfd;

/**
 * The first process of a PID namespace that has no other work than to be there: the kernel reaps
 * what it inherits, and with its end all processes of the namespace end.
 */
public final class NamespaceInit implements AutoCloseable {

  private static final int SIGKILL = 9;

  private final Child child;
  private final Pidfd pidfd;
  private final Fd lifeline;
  private boolean reaped;

  private NamespaceInit(Child child, Pidfd pidfd, Fd lifeline) {
    this.child = child;
    this.pidfd = pidfd;
    this.lifeline = lifeline;
  }

  /** Takes over a process, and the pipe by whose end it sees that the JVM is gone. */
  static NamespaceInit adopt(Child child, FdChannel control) throws CaissonException {
    try {
      return new NamespaceInit(child, child.open(), control.fd().handOver());
    } catch (CaissonException e) {
      child.kill();
      child.reap();
      throw e;
    }
  }

  /** Returns its number in the JVM's PID namespace. */
  public int pid() {
    return child.pid();
  }

  /** Returns the descriptor that stands for it. */
  public Pidfd pidfd() {
    return pidfd;
  }

  /** Ends every process of the namespace, and waits until they have ended; twice is harmless. */
  @Override
  public synchronized void close() throws SystemCallException {
    if (!reaped) {
      reaped = true;
      try {
        pidfd.signal(SIGKILL);
        child.reap();
      } finally {
        lifeline.close();
        pidfd.close();
      }
    }
  }
}
