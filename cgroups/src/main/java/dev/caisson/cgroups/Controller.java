package dev.caisson.cgroups;

import java.util.Locale;

/**
 * A controller of the kernel's that can limit the processes of a control group.
 *
 * <p>The order is that in which limits are put in force: what can't be undone comes last.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public enum Controller {
  /** Processor time. */
  CPU,
  /** On which processors, and in the memory of which nodes. */
  CPUSET,
  /** What goes to and from block devices; v1 calls it {@code blkio}. */
  IO,
  /** Huge pages, of each size. */
  HUGETLB,
  /** Handles and objects of RDMA devices. */
  RDMA,
  /** Things of which a machine has a number, as address-space ids of confidential guests. */
  MISC,
  /** The number of processes and threads. */
  PIDS,
  /** A class for the packets that are sent; v1 alone. */
  NET_CLS,
  /** A priority for the packets that are sent; v1 alone. */
  NET_PRIO,
  /** Memory: anonymous, page cache, and what the kernel itself uses for the processes. */
  MEMORY,
  /** Which devices may be opened and made; on v2 a BPF program. */
  DEVICES;

  /** Returns the kernel's name: {@code memory}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
