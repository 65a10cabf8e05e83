package dev.caisson.namespaces;

import java.util.OptionalLong;

/**
 * A resource that the kernel limits for each process, by its name without {@code RLIMIT_}.
 *
 * <pre>{@code
 * container.limit(ResourceLimit.NOFILE.to(256)).limit(ResourceLimit.CORE.unlimited());
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public enum ResourceLimit {
  /** Processor time, in seconds; at the soft limit comes SIGXCPU, at the hard one SIGKILL. */
  CPU(0, "seconds"),
  /** The size of a file that is written, in bytes; beyond comes SIGXFSZ. */
  FSIZE(1, "bytes"),
  /** Data segment and heap, in bytes. */
  DATA(2, "bytes"),
  /** The main thread's stack, in bytes; arguments and environment may take a quarter of it. */
  STACK(3, "bytes"),
  /** The size of a core file, in bytes; 0 for none. A pipe as core pattern is not limited. */
  CORE(4, "bytes"),
  /** Resident pages, in bytes; no current kernel enforces it. */
  RSS(5, "bytes"),
  /**
   * The number of processes and threads of the user, in the whole user namespace; root outside of
   * one is not limited. A container's own number is that of {@code pids}.
   */
  NPROC(6, "processes"),
  /** One more than the highest descriptor that can be opened. */
  NOFILE(7, "descriptors"),
  /** Memory that is locked, in bytes. */
  MEMLOCK(8, "bytes"),
  /** Address space, in bytes. */
  AS(9, "bytes"),
  /** File locks; no current kernel enforces it. */
  LOCKS(10, "locks"),
  /** Signals that the user has queued. */
  SIGPENDING(11, "signals"),
  /** POSIX message queues of the user, in bytes. */
  MSGQUEUE(12, "bytes"),
  /** How far the nice value may be lowered: to 20 minus this. */
  NICE(13, "20 - nice"),
  /** The highest real-time priority. */
  RTPRIO(14, "priority"),
  /** Processor time that a real-time process may take without a blocking call, in microseconds. */
  RTTIME(15, "microseconds");

  private final int number;
  private final String unit;

  ResourceLimit(int number, String unit) {
    this.number = number;
    this.unit = unit;
  }

  /** Returns the kernel's number, 0 to 15. */
  public int number() {
    return number;
  }

  /** Returns what is counted: {@code bytes}. */
  public String unit() {
    return unit;
  }

  /** Returns the limit of so many, soft and hard; 0 or more. */
  public Rlimit to(long limit) {
    return to(limit, limit);
  }

  /**
   * Returns a soft limit, and a hard one, to which the process may raise the soft one itself.
   *
   * @throws IllegalArgumentException if one is negative, or the soft limit is above the hard one
   */
  public Rlimit to(long soft, long hard) {
    return new Rlimit(this, OptionalLong.of(soft), OptionalLong.of(hard));
  }

  /** Returns a soft limit that the process may raise as far as it likes. */
  public Rlimit softly(long soft) {
    return new Rlimit(this, OptionalLong.of(soft), OptionalLong.empty());
  }

  /** Returns no limit. */
  public Rlimit unlimited() {
    return new Rlimit(this, OptionalLong.empty(), OptionalLong.empty());
  }
}
