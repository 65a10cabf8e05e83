package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.NamespaceFile;
import dev.caisson.linux.Pidfd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process whose namespaces are opened, and which can't be mistaken for another meanwhile. */
record OpenProcess(Pidfd pidfd, String name) implements AutoCloseable {

  private static final String GONE =
      "the process has ended; a handle that is opened while it runs outlives it";
  private static final String NOT_ALLOWED =
      "this takes the same user with no fewer capabilities, or CAP_SYS_PTRACE";

  /** Opens the process that has this number now. */
  static OpenProcess of(long pid) throws CaissonException {
    if (pid < 1) {
      throw new IllegalArgumentException("pid < 1: " + pid);
    }
    String name = "process " + pid;
    return new OpenProcess(Pidfd.of(pid).orElseThrow(() -> gone(name)), name);
  }

  /** Opens the very process that a handle stands for. */
  static OpenProcess of(ProcessHandle process) throws CaissonException {
    OpenProcess opened = of(process.pid());
    // The JDK compares start times: true now says that the number had not gone to another.
    if (process.isAlive()) {
      return opened;
    }
    opened.close();
    throw gone(opened.name);
  }

  private static SystemCallException gone(String name) {
    return new SystemCallException(
        "open namespaces of", name, Errno.ESRCH.number(), Optional.of(GONE));
  }

  /** Opens a namespace; empty where the process has none by this link. */
  Optional<NamespaceHandle> find(NamespaceLink link) throws CaissonException {
    try {
      Optional<NamespaceFile> file = NamespaceFile.of(pidfd, link.request(), shown(link));
      return file.isPresent() ? Optional.of(NamespaceHandle.own(file.get())) : findByPath(link);
    } catch (SystemCallException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return Optional.empty();
      }
      throw explain(e, link);
    }
  }

  /** Does the same on a kernel without the ioctls, before Linux 6.11. */
  Optional<NamespaceHandle> findByPath(NamespaceLink link) throws CaissonException {
    long pid = pidfd.pid().orElseThrow(() -> gone(name));
    Path path = Path.of("/proc", Long.toString(pid), "ns", link.kernelName());
    try {
      NamespaceHandle handle = NamespaceHandle.own(NamespaceFile.open(path));
      if (pidfd.exists()) {
        return Optional.of(handle);
      }
      // The number may have gone to another process before the path was opened.
      handle.close();
      throw gone(name);
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw explain(e, link);
      }
      if (runs(pid)) {
        return Optional.empty();
      }
      throw gone(name);
    }
  }

  /** Every process has a mount namespace, and gives it up when it ends, reaped or not. */
  private static boolean runs(long pid) {
    return Files.exists(Path.of("/proc", Long.toString(pid), "ns", "mnt"));
  }

  /** Opens a namespace. */
  NamespaceHandle open(NamespaceLink link) throws CaissonException {
    Optional<NamespaceHandle> handle = find(link);
    if (handle.isEmpty()) {
      throw new UnsupportedHostException(
          "open", shown(link), "there is none", Optional.of(whyAbsent(link)));
    }
    return handle.get();
  }

  private static String whyAbsent(NamespaceLink link) {
    return link == NamespaceLink.PID_FOR_CHILDREN
        ? "no child has been started in it yet"
        : "the kernel was built without " + link.kind().kernelName() + " namespaces";
  }

  private SystemCallException explain(SystemCallException e, NamespaceLink link) {
    String remedy = e.is(Errno.ESRCH) ? GONE : NOT_ALLOWED;
    boolean known = e.is(Errno.ESRCH) || e.is(Errno.EACCES) || e.is(Errno.EPERM);
    return known
        ? new SystemCallException(
            "open", shown(link), e.errno().orElseThrow().number(), Optional.of(remedy))
        : e;
  }

  private String shown(NamespaceLink link) {
    return link.kernelName() + " namespace of " + name;
  }

  @Override
  public void close() {
    pidfd.close();
  }
}
