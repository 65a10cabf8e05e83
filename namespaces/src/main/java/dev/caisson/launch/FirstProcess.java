package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Pidfd;
import dev.caisson.linux.WaitStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;

/**
 * A container's first process, PID 1 of its namespace, whose end is the end of every process in it.
 *
 * <p>Closing it closes the lifeline, so that a container which still runs dies.
 */
public final class FirstProcess implements AutoCloseable {

  private static final int SIGKILL = 9;
  private static final int AT_ONCE = 0;
  private static final int WORD_BYTES = Long.BYTES;

  private final Child child;
  private final Pidfd pidfd;
  private final FdChannel status;
  private final Queue<StatusRecord> early;
  private final FdChannel control;
  private Optional<End> end = Optional.empty();

  FirstProcess(
      Child child, Pidfd pidfd, FdChannel status, Queue<StatusRecord> early, FdChannel control) {
    this.child = child;
    this.pidfd = pidfd;
    this.status = status;
    this.early = early;
    this.control = control;
  }

  /**
   * How a container ended.
   *
   * @param payload how the command ended; empty if it was still running
   * @param status how the first process ended
   * @param cpuTime the processor time of all processes that were waited for
   */
  public record End(Optional<WaitStatus> payload, WaitStatus status, Duration cpuTime) {}

  /** Returns its id in the JVM's PID namespace. */
  public int pid() {
    return child.pid();
  }

  /** Returns the descriptor that polls as readable once every process of the container is gone. */
  public Fd ended() {
    return pidfd.fd();
  }

  /**
   * Sends the payload a signal.
   *
   * @return whether the container was still there to take it
   */
  public synchronized boolean signal(int number) throws SystemCallException {
    if (!control.fd().isOpen()) {
      return false;
    }
    try {
      byte[] word = new byte[WORD_BYTES];
      ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).putLong(number);
      control.write(word, 0, word.length);
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.EPIPE)) {
        return false;
      }
      throw e;
    }
  }

  /** Makes every process of the container end at once; does nothing where they have. */
  public synchronized void destroy() throws SystemCallException {
    if (pidfd.fd().isOpen()) {
      pidfd.signal(SIGKILL);
    }
  }

  /** Waits until all is over, and reaps; later calls return the same. */
  public End reap() throws SystemCallException {
    if (end.isEmpty()) {
      Child.End ended = child.reap();
      end = Optional.of(new End(readEnd(), ended.status(), ended.cpuTime()));
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

  /** Makes every process end, waits until they have, and reaps. */
  End kill() throws CaissonException {
    destroy();
    return reap();
  }

  @Override
  public synchronized void close() {
    control.close();
    status.close();
    pidfd.close();
  }
}
