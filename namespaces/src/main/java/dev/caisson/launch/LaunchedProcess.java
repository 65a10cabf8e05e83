package dev.caisson.launch;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.WaitStatus;
import java.time.Duration;
import java.util.Optional;

/** A process of a container that is this JVM's child: its first, or one that has joined it. */
public sealed interface LaunchedProcess extends AutoCloseable permits FirstProcess, JoinedProcess {

  /**
   * How it ended.
   *
   * @param payload how the command ended; empty if it was still running
   * @param status how the process ended
   * @param cpuTime its processor time, and that of all processes that were waited for
   */
  record End(Optional<WaitStatus> payload, WaitStatus status, Duration cpuTime) {}

  /** Returns its id in the JVM's PID namespace. */
  int pid();

  /** Returns the descriptor that polls as readable once it has ended. */
  Fd ended();

  /**
   * Sends the payload a signal.
   *
   * @return whether it was still there to take it
   */
  boolean signal(int number) throws SystemCallException;

  /** Sends a signal to the payload and all that are in its process group, in the same way. */
  boolean signalGroup(int number) throws SystemCallException;

  /** Makes it end at once; does nothing where it has. */
  void destroy() throws SystemCallException;

  /** Waits until it has ended, and reaps; later calls return the same. */
  End reap() throws SystemCallException;

  @Override
  void close();
}
