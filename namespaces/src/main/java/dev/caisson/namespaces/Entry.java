package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CurrentThread;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Enters namespaces with the thread that runs it, for good. */
final class Entry implements NamespaceThread.Action<CaissonException> {

  private static final String THREADED =
      "the kernel lets no process with several threads enter one, and every JVM has several";
  private static final String BORN =
      "a thread stays in the pid namespace that its process was born in, and a process with several"
          + " threads can only have children born elsewhere";
  private static final Map<Namespace, String> CLOSED =
      Map.of(Namespace.USER, THREADED, Namespace.TIME, THREADED, Namespace.PID, BORN);

  private final Map<Namespace, NamespaceHandle> namespaces = new EnumMap<>(Namespace.class);

  /** Checks that a thread of a JVM can be in all of these at once. */
  Entry(Collection<NamespaceHandle> handles) {
    for (NamespaceHandle handle : handles) {
      String reason = CLOSED.get(handle.kind());
      if (reason != null) {
        throw new IllegalArgumentException(
            "no Java runs in another "
                + handle.kind().kernelName()
                + " namespace, "
                + handle
                + ": "
                + reason);
      }
      NamespaceHandle other = namespaces.put(handle.kind(), handle);
      if (other != null) {
        throw new IllegalArgumentException("two namespaces of a kind: " + other + ", " + handle);
      }
    }
    if (namespaces.isEmpty()) {
      throw new IllegalArgumentException("no namespace to enter");
    }
  }

  @Override
  public void run() throws CaissonException {
    NamespaceHandle mounts = namespaces.get(Namespace.MNT);
    for (NamespaceHandle handle : namespaces.values()) {
      if (handle.kind() != Namespace.MNT) {
        enter(handle);
      }
    }
    // Last: what is loaded until here is loaded from the JVM's own files.
    if (mounts != null) {
      CurrentThread.ownFileSystemContext();
      enter(mounts);
    }
  }

  private static void enter(NamespaceHandle handle) throws CaissonException {
    try {
      CurrentThread.enter(handle.file(), handle.kind().bits(), handle.toString());
    } catch (SystemCallException e) {
      if (e.is(Errno.EPERM)) {
        throw new SystemCallException(
            e.step(), e.object(), Errno.EPERM.number(), Optional.of(remedy()));
      }
      throw e;
    }
  }

  private static String remedy() {
    return MappingRights.holds(Capability.SYS_ADMIN)
        ? "the user namespace that owns it must be the JVM's own or one below it, and for mnt the"
            + " JVM needs CAP_SYS_CHROOT too"
        : "this takes CAP_SYS_ADMIN in the JVM's own user namespace: run the JVM as root, or by"
            + " 'unshare --user --map-root-user java ...'";
  }
}
