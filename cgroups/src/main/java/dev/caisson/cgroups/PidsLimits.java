package dev.caisson.cgroups;

import java.util.List;

/**
 * The limit of processes and threads.
 *
 * @param max from 1 to 4,194,304; past it fork(2) fails with EAGAIN. A limit below the present
 *     number ends none. The kernel's default is no limit
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#pid">PID controller</a>
 */
public record PidsLimits(Bound max) implements ControllerLimits {

  // PID_MAX_LIMIT of a 64-bit kernel.
  private static final Range MAX = new Range("pids.max", 1, 1L << 22);

  /**
   * Checks it against the kernel's range.
   *
   * @throws IllegalArgumentException if it is out of its range
   */
  public PidsLimits {
    MAX.check(max);
  }

  @Override
  public Controller controller() {
    return Controller.PIDS;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  List<Setting> settings() {
    return List.of(FileSetting.required("pids.max", max));
  }
}
