package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.NamespaceInit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Open namespaces, one of a kind, which exist for as long as this is open.
 *
 * <pre>{@code
 * NewNamespaces wanted = NewNamespaces.of(Namespace.NET, Namespace.UTS).withLoopback();
 * try (NamespaceSet made = NamespaceSet.create(wanted)) {
 *   for (NamespaceHandle namespace : made.handles()) {
 *     System.out.println(namespace.info());
 *   }
 * }
 * }</pre>
 *
 * <p>No process is in them until one is put there, but for a PID namespace: it is nothing without a
 * first process, so one waits there until this is closed or the JVM ends, and the kernel reaps what
 * it inherits.
 */
public final class NamespaceSet implements AutoCloseable {

  private final Map<Namespace, NamespaceHandle> handles = new EnumMap<>(Namespace.class);
  private Optional<NamespaceInit> init = Optional.empty();

  NamespaceSet() {}

  /**
   * Makes namespaces.
   *
   * <p>A child of the JVM makes them, with its rights, and is gone when this returns. Where the JVM
   * has no CAP_SYS_ADMIN, which the kernel wants for all kinds but user, a user namespace comes
   * along that owns the others: {@link #kinds} tells.
   *
   * @throws dev.caisson.error.UnsupportedHostException if an id may not be mapped, or the kernel
   *     refuses a namespace; nothing is left then
   * @throws InterruptedException if the thread was interrupted while newuidmap(1) ran; nothing is
   *     left then
   */
  public static NamespaceSet create(NewNamespaces wanted)
      throws CaissonException, InterruptedException {
    return new Creation(wanted).create();
  }

  /**
   * Opens namespaces that a process is in, and never those of another which has got the same
   * number.
   *
   * @throws dev.caisson.error.SystemCallException ESRCH where the process has ended, EACCES where
   *     its namespaces may not be looked at
   * @throws dev.caisson.error.UnsupportedHostException if the kernel has none of a kind
   */
  public static NamespaceSet ofProcess(ProcessHandle process, Collection<Namespace> kinds)
      throws CaissonException {
    NamespaceSet set = new NamespaceSet();
    try (OpenProcess opened = OpenProcess.of(process)) {
      for (Namespace kind : kinds) {
        set.add(opened.open(NamespaceLink.to(kind)));
      }
      return set;
    } catch (CaissonException | RuntimeException e) {
      set.abandon(e);
      throw e;
    }
  }

  /** Takes ownership of a namespace. */
  void add(NamespaceHandle handle) {
    NamespaceHandle before = handles.put(handle.kind(), handle);
    if (before != null) {
      before.close();
    }
  }

  /** Takes ownership of the first process of the PID namespace. */
  void add(NamespaceInit first) {
    init = Optional.of(first);
  }

  /** Returns the kinds. */
  public Set<Namespace> kinds() {
    return Collections.unmodifiableSet(handles.keySet());
  }

  /**
   * Returns the namespace of a kind, which this goes on owning.
   *
   * @throws IllegalArgumentException if there is none of this kind
   */
  public NamespaceHandle get(Namespace kind) {
    NamespaceHandle handle = handles.get(kind);
    if (handle == null) {
      throw new IllegalArgumentException(
          "no " + kind.kernelName() + " namespace among " + handles.keySet());
    }
    return handle;
  }

  /** Returns all namespaces, in the order of their kinds. */
  public List<NamespaceHandle> handles() {
    return List.copyOf(handles.values());
  }

  /**
   * Returns the number, in the JVM's PID namespace, of the first process of the new PID namespace;
   * empty without one.
   */
  public OptionalLong initPid() {
    return init.map(first -> OptionalLong.of(first.pid())).orElse(OptionalLong.empty());
  }

  /** Closes all because of an error, to which what goes wrong meanwhile is added. */
  void abandon(Exception cause) {
    try {
      close();
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  /** Ends the processes of a new PID namespace, and closes all; twice is harmless. */
  @Override
  public void close() throws CaissonException {
    try {
      if (init.isPresent()) {
        init.get().close();
      }
    } finally {
      handles.values().forEach(NamespaceHandle::close);
    }
  }

  /** Returns them as the kernel does: {@code [net:[4026531840], uts:[4026531838]]}. */
  @Override
  public String toString() {
    return handles.values().toString();
  }
}
