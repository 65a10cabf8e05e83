package dev.caisson.cgroups;

import java.util.Locale;

/**
 * A controller of the kernel's that can limit the processes of a control group.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public enum Controller {
  /** Processor time. */
  CPU,
  /** Memory: anonymous, page cache, and what the kernel itself uses for the processes. */
  MEMORY,
  /** The number of processes and threads. */
  PIDS;

  /** Returns the kernel's name: {@code memory}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
