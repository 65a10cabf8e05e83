package dev.caisson.namespaces;

import java.util.Locale;

/**
 * A way in which a process refers to a namespace: an entry of {@code /proc/PID/ns}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_ns.5.html">proc_pid_ns(5)</a>
 */
public enum NamespaceLink {
  /** The mount namespace that it is in. */
  MNT(Namespace.MNT, 3),
  /** The UTS namespace that it is in. */
  UTS(Namespace.UTS, 10),
  /** The IPC namespace that it is in. */
  IPC(Namespace.IPC, 2),
  /** The PID namespace that it is in, for good. */
  PID(Namespace.PID, 5),
  /** The PID namespace that its next children will be in. */
  PID_FOR_CHILDREN(Namespace.PID, 6),
  /** The network namespace that it is in. */
  NET(Namespace.NET, 4),
  /** The user namespace that it is in. */
  USER(Namespace.USER, 9),
  /** The cgroup namespace that it is in. */
  CGROUP(Namespace.CGROUP, 1),
  /** The time namespace that it is in. */
  TIME(Namespace.TIME, 7),
  /** The time namespace that its next children will be in. */
  TIME_FOR_CHILDREN(Namespace.TIME, 8);

  private static final int PIDFS_IOCTL_MAGIC = 0xff00;

  private final Namespace kind;
  private final int request;

  NamespaceLink(Namespace kind, int request) {
    this.kind = kind;
    this.request = request;
  }

  /** Returns the link to the namespace of this kind that a process is in. */
  public static NamespaceLink to(Namespace kind) {
    return valueOf(kind.name());
  }

  /** Returns the kind of namespace that it leads to. */
  public Namespace kind() {
    return kind;
  }

  /** Returns the kernel's name: {@code pid_for_children}. */
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the ioctl of a pidfd that opens it: {@code PIDFD_GET_NET_NAMESPACE}. */
  int request() {
    return PIDFS_IOCTL_MAGIC | request;
  }
}
