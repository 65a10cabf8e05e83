package dev.caisson.namespaces;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of namespace, by the kernel's name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public enum Namespace {
  /** Mount points. */
  MNT(0x00020000),
  /** Host name and NIS domain name. */
  UTS(0x04000000),
  /** System V IPC and POSIX message queues. */
  IPC(0x08000000),
  /** Process ids. */
  PID(0x20000000),
  /** Network devices, addresses, ports, routes, abstract sockets. */
  NET(0x40000000),
  /** User and group ids, capabilities. */
  USER(0x10000000),
  /** The root of the cgroup hierarchies that processes see. */
  CGROUP(0x02000000),
  /** The offsets of the clocks {@code CLOCK_MONOTONIC} and {@code CLOCK_BOOTTIME}. */
  TIME(0x00000080);

  private final int bits;

  Namespace(int bits) {
    this.bits = bits;
  }

  /** Returns the flag of clone(2) and unshare(2). */
  public int bits() {
    return bits;
  }

  /** Returns the kind of this flag; empty for a kind that is not known here. */
  static Optional<Namespace> ofBits(int bits) {
    return Arrays.stream(values()).filter(kind -> kind.bits == bits).findAny();
  }

  /** Returns the flags of several kinds, or-ed. */
  public static int bits(Collection<Namespace> namespaces) {
    return namespaces.stream().mapToInt(Namespace::bits).reduce(0, (a, b) -> a | b);
  }

  /** Returns the kernel's name: {@code net}. */
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
