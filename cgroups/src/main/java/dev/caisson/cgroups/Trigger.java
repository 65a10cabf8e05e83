package dev.caisson.cgroups;

import java.time.Duration;
import java.util.Locale;

/** A condition of a group that the kernel is asked to watch for one listener. */
public sealed interface Trigger {

  /**
   * Some or all processes of a group were kept waiting for a resource for so long within a window
   * of time: pressure stall information, on v2.
   *
   * @param stall from 1 µs to the window, in whole microseconds
   * @param window from 500 ms to 10 s, in whole microseconds; for an ordinary user, who has it from
   *     Linux 6.6 on, a multiple of 2 s
   * @see <a href="https://docs.kernel.org/accounting/psi.html">PSI</a>
   */
  record Pressure(Resource resource, Share share, Duration stall, Duration window)
      implements Trigger {

    private static final Duration LEAST = Duration.ofNanos(1000);
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /**
     * Checks both times.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Pressure {
      check("pressure window", window, SHORTEST, LONGEST);
      check("pressure stall", stall, LEAST, window);
    }

    private static void check(String name, Duration value, Duration first, Duration last) {
      if (value.compareTo(first) < 0
          || value.compareTo(last) > 0
          || value.toNanosPart() % 1000 != 0) {
        throw new IllegalArgumentException(
            name + " not from " + first + " to " + last + " in whole microseconds: " + value);
      }
    }

    String file() {
      return resource.name().toLowerCase(Locale.ROOT) + ".pressure";
    }

    /** Returns what is written to the file, which the kernel wants to end with a NUL. */
    String line() {
      String who = share.name().toLowerCase(Locale.ROOT);
      return who + " " + CpuMax.micros(stall) + " " + CpuMax.micros(window) + "\0";
    }

    @Override
    public String toString() {
      return share + " pressure on " + resource + " of " + stall + " in " + window;
    }
  }

  /** What processes are kept waiting for. */
  enum Resource {
    CPU,
    MEMORY,
    IO
  }

  /** How many processes of the group are kept waiting. */
  enum Share {
    /** At least one. */
    SOME,
    /** All that are not idle. */
    FULL
  }

  /**
   * The memory that a group uses goes over a number of bytes, or back under it: on v1.
   *
   * @param bytes from 1
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">Memory thresholds</a>
   */
  record MemoryThreshold(long bytes) implements Trigger {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public MemoryThreshold {
      if (bytes < 1) {
        throw new IllegalArgumentException("memory threshold not positive: " + bytes);
      }
    }

    @Override
    public String toString() {
      return "memory threshold of " + bytes + " bytes";
    }
  }

  /**
   * How hard it is for the kernel to take memory back from a group: on v1.
   *
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">Memory pressure</a>
   */
  enum MemoryLevel implements Trigger {
    /** Memory is taken back. */
    LOW,
    /** It is being moved to swap, or pages in use are dropped. */
    MEDIUM,
    /** The group is about to be out of memory. */
    CRITICAL;

    @Override
    public String toString() {
      return "memory pressure level " + name().toLowerCase(Locale.ROOT);
    }
  }
}
