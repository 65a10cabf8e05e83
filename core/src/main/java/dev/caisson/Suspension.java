package dev.caisson;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.cgroups.Cgroups;
import dev.caisson.cgroups.Freezer;
import dev.caisson.error.CaissonException;
import dev.caisson.launch.Guard;
import dev.caisson.launch.LaunchedProcess;
import dev.caisson.linux.Fd;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The pause of a container. Its first process is stopped too, and does not see then that the JVM is
 * gone, so that a {@link Guard} does.
 */
final class Suspension {

  private final LaunchedProcess process;
  private final Optional<Cgroup> group;
  private final ReadWriteLock starts = new ReentrantReadWriteLock();
  private Optional<Guard> guard = Optional.empty();
  private boolean over;

  Suspension(LaunchedProcess process, Optional<Cgroup> group) {
    this.process = process;
    this.group = group;
  }

  /** Something that starts a process in the container. */
  interface Entry<T> {
    T enter() throws CaissonException, InterruptedException;
  }

  /** Starts a process, which is not caught by a pause before it is wholly inside. */
  <T> T whileRunning(String command, Entry<T> entry) throws CaissonException, InterruptedException {
    Lock lock = starts.readLock();
    lock.lockInterruptibly();
    try {
      if (isPaused()) {
        throw new CaissonException(
            "execute", command, "the container is paused", Optional.of("resume it first"));
      }
      return entry.enter();
    } finally {
      lock.unlock();
    }
  }

  void pause() throws CaissonException, InterruptedException {
    Freezer frozen =
        group
            .map(Cgroup::freezer)
            .filter(Freezer::canFreeze)
            .orElseThrow(() -> over() ? ended() : Cgroups.host().whyNotFrozen());
    Lock lock = starts.writeLock();
    lock.lockInterruptibly();
    try {
      if (!frozen.isFrozen()) {
        guard(frozen);
        frozen.freeze();
      }
    } catch (CaissonException | RuntimeException e) {
      closeGuard(e);
      if (over()) {
        throw ended();
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  void resume() throws CaissonException {
    Lock lock = starts.writeLock();
    lock.lock();
    try {
      if (group.isPresent()) {
        group.get().freezer().thaw();
      }
      closeGuard();
    } finally {
      lock.unlock();
    }
  }

  boolean isPaused() throws CaissonException {
    return group.isPresent() && group.get().freezer().isFrozen();
  }

  private static CaissonException ended() {
    return new CaissonException(
        "pause container",
        "",
        "it has ended",
        Optional.of("pause one that has not: a container ends with its own command"));
  }

  private synchronized boolean over() {
    return over;
  }

  private synchronized void guard(Freezer frozen) throws CaissonException {
    if (over) {
      throw ended();
    }
    Optional<Fd> thawFile = frozen.thawFile();
    try {
      guard = Optional.of(Guard.start(process.ended(), thawFile));
    } finally {
      thawFile.ifPresent(Fd::close);
    }
  }

  private synchronized void closeGuard() throws CaissonException {
    Optional<Guard> closing = guard;
    guard = Optional.empty();
    if (closing.isPresent()) {
      closing.get().close();
    }
  }

  private void closeGuard(Exception cause) {
    try {
      closeGuard();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  /** Lets the container die, which was sent SIGKILL. */
  void letDie() throws CaissonException {
    setOver();
    if (group.isPresent()) {
      group.get().freezer().thawForGood();
    }
  }

  /** Lets a command in it die, which was sent SIGKILL, and nothing else go on. */
  void letDie(LaunchedProcess command) throws CaissonException {
    if (group.isPresent()) {
      group.get().freezer().letDie(command.pid());
    }
  }

  /** Ends what a pause needs, as the container has ended. */
  void end() throws CaissonException {
    setOver();
    closeGuard();
  }

  private synchronized void setOver() {
    over = true;
  }
}
