package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Pidfd;
import java.util.Optional;

/**
 * The move of a process or thread into a group or out of it, and what its errors mean.
 *
 * @param step what is being done, up to the name of the group
 * @param number the process or thread
 */
record Move(String step, Cgroup group, long number) {

  /** Checks the number. */
  Move {
    if (number < 1) {
      throw new IllegalArgumentException("process id not positive: " + number);
    }
  }

  /**
   * Holds the process, so that its number, as long as it exists, is no other's.
   *
   * @param known which process is meant, whatever has its number now
   */
  Pidfd hold(Optional<ProcessHandle> known) throws CaissonException {
    Pidfd held = Pidfd.of(number).orElseThrow(this::gone);
    // The handle knows when its process was started.
    if (known.isPresent() && !known.get().isAlive()) {
      held.close();
      throw gone();
    }
    return held;
  }

  /** Checks after the move that it was the process which is held that was moved. */
  void requireSame(Pidfd held) throws CaissonException {
    if (held.hasEnded()) {
      throw gone();
    }
  }

  /** Returns the error of one that has ended. */
  CaissonException gone() {
    return error(Errno.ESRCH, Optional.of("it has ended"));
  }

  /** Does a step, and says what its errno means here. */
  void step(Failures.Step move) throws CaissonException {
    try {
      move.run();
    } catch (SystemCallException e) {
      Errno errno = e.errno().orElseThrow(() -> e);
      SystemCallException explained = error(errno, remedy(errno));
      explained.initCause(e);
      throw explained;
    }
  }

  private SystemCallException error(Errno errno, Optional<String> remedy) {
    return new SystemCallException(step, group.toString(), errno.number(), remedy);
  }

  private static Optional<String> remedy(Errno errno) {
    return switch (errno) {
      case ESRCH -> Optional.of("it has ended");
      case ENOENT, ENODEV -> Optional.of("someone else has removed the group");
      case EBUSY ->
          Optional.of("on v2 a group that has groups in it has no processes: name one of those");
      case EACCES, EPERM ->
          Optional.of(
              "on v1 only root moves other users' processes; on v2 the group above both this and"
                  + " the process's own must be this user's");
      case EOPNOTSUPP ->
          Optional.of("on v2 a thread stays in the group of its process and in groups in that");
      case EINVAL -> Optional.of("a kernel thread can't be moved");
      default -> Optional.empty();
    };
  }
}
