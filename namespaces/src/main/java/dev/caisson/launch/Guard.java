package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process of ours beside a container that can't see to it itself that it dies with the JVM: when
 * the JVM ends, however that happens, the guard kills the container's first process.
 *
 * <p>It runs with the JVM's rights, on this machine, in a session of its own; nothing in a
 * container sees it.
 */
public final class Guard implements AutoCloseable {

  private static final String NAME = "caisson-guard";
  // Nobody reads what it might report.
  private static final int NO_STATUS = -1;

  private final Child child;
  private final Fd lifeline;
  private boolean closed;

  private Guard(Child child, Fd lifeline) {
    this.child = child;
    this.lifeline = lifeline;
  }

  /**
   * Starts a guard.
   *
   * @param process the pidfd of the process that is killed; it stays the caller's
   * @param thawFile the file of a v1 cgroup by which the process, once killed, is thawed; it stays
   *     the caller's
   */
  public static Guard start(Fd process, Optional<Fd> thawFile) throws CaissonException {
    try (Pipe pipe = Pipe.open()) {
      List<Fd> passed = new ArrayList<>(List.of(pipe.read(), process));
      thawFile.ifPresent(passed::add);
      Program program =
          GuardProgram.of(pipe.read().number(), process.number(), thawFile.map(Fd::number));
      byte[] image = ElfImage.of(program, Architecture.current(), NO_STATUS);
      try (Fd file = Memfd.sealed(NAME, image)) {
        return new Guard(Spawn.start(file, NAME, passed), pipe.write().handOver());
      }
    }
  }

  /** Ends the guard, and not what it guards; twice is harmless. */
  @Override
  public synchronized void close() throws SystemCallException {
    if (!closed) {
      closed = true;
      try {
        // Before the pipe, or it would take its end for the JVM's.
        child.kill();
        child.reap();
      } finally {
        lifeline.close();
      }
    }
  }
}
