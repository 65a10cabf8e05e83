package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Fd;
import java.time.Duration;
import java.util.Optional;

/**
 * Stops the processes of a {@link Cgroup} and of those in it where they are, and lets them go on.
 *
 * <p>Any thread may use it.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup.freeze of v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html">freezer of
 *     v1</a>
 */
public final class Freezer {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ROUNDS_TO_THAW = 50;

  private final String name;
  private final Optional<Member> member;
  private long thawed;
  private boolean dying;
  private boolean ended;

  /**
   * Takes what it works on.
   *
   * @param member the group's part where processes can be frozen; empty where nowhere
   */
  Freezer(String name, Optional<Member> member) {
    this.name = name;
    this.member = member;
  }

  /** Returns whether this group can be frozen; {@link Cgroups#whyNotFrozen} says why it can't. */
  public synchronized boolean canFreeze() {
    return !ended && member.isPresent();
  }

  /**
   * Stops every process where it is, and returns once all have stopped; processes that come later
   * stop too. Does nothing where they have.
   *
   * @throws IllegalStateException if the group can't be frozen, or is closed, or about to be
   * @throws CaissonException if it is thawed meanwhile, or a process does not stop for 10 seconds,
   *     as in an uninterruptible wait; the group goes on then
   */
  public void freeze() throws CaissonException {
    long mark = beginFreeze();
    try (Patience patience = new Patience(LIMIT)) {
      for (int round = 1; !freezeNow(mark, round); round++) {
        if (!patience.pause()) {
          thaw();
          throw notFrozen("processes do not stop: are they in state D, as ps(1) shows?");
        }
      }
    }
  }

  private synchronized long beginFreeze() {
    usable();
    return thawed;
  }

  private synchronized boolean freezeNow(long mark, int round) throws CaissonException {
    Member usable = usable();
    if (mark != thawed) {
      throw notFrozen("it was thawed meanwhile");
    }
    if (round % ROUNDS_TO_THAW == 0) {
      // A kernel of v1 may never get done where processes keep forking, unless it starts anew.
      usable.thaw();
    }
    return usable.freeze();
  }

  private CaissonException notFrozen(String cause) {
    return new CaissonException("freeze cgroup", name, cause, Optional.empty());
  }

  private Member usable() {
    if (dying || ended) {
      throw new IllegalStateException("cgroup is closed: " + name);
    }
    return member.orElseThrow(() -> new IllegalStateException("cgroup can't be frozen: " + name));
  }

  /** Returns whether every process is stopped: what the kernel says now. */
  public synchronized boolean isFrozen() throws CaissonException {
    return !dying && !ended && member.isPresent() && member.get().isFrozen();
  }

  /** Lets the processes go on; does nothing where they do, or once the group is closed. */
  public synchronized void thaw() throws CaissonException {
    thawed++;
    if (!dying && !ended && member.isPresent()) {
      member.get().thaw();
    }
  }

  /**
   * Lets processes that were sent SIGKILL die, be they frozen; from now on the group can't be
   * frozen. A frozen process of v1 would not take the signal.
   */
  public synchronized void thawForGood() throws CaissonException {
    dying = true;
    if (!ended && member.isPresent() && member.get().holdsTheDying()) {
      member.get().thaw();
    }
  }

  /**
   * Lets one process that was sent SIGKILL die, be it frozen with the group, which stays so. It
   * leaves the group to do so where that is of v1.
   */
  public synchronized void letDie(long pid) throws CaissonException {
    if (!ended && member.isPresent()) {
      member.get().letDie(pid);
    }
  }

  /**
   * Opens the file to which {@code THAWED} is to be written after SIGKILL, for a process that
   * outlives this JVM; empty where a frozen process takes the signal, as on v2.
   */
  // The file is for the sibling modules, to which the package of Fd is exported.
  @SuppressWarnings("exports")
  public synchronized Optional<Fd> thawFile() throws CaissonException {
    return usable().thawFile();
  }

  /** Freezes and thaws nothing any more, as the group is removed. */
  synchronized void end() {
    ended = true;
  }
}
