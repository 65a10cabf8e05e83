package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The namespaces of a process, as they were when they were looked at.
 *
 * <p>They are read one after another, so that a process which just changes them may be seen half
 * way. Nothing is held open.
 *
 * @param links by link; without the kinds that the kernel has not, and without {@link
 *     NamespaceLink#PID_FOR_CHILDREN} where that has no process yet and the kernel can't show it
 */
public record ProcessNamespaces(Map<NamespaceLink, NamespaceInfo> links) {

  /** Keeps a copy, in the order of the links. */
  public ProcessNamespaces {
    Map<NamespaceLink, NamespaceInfo> copy = new EnumMap<>(NamespaceLink.class);
    copy.putAll(links);
    links = Collections.unmodifiableMap(copy);
  }

  /**
   * Looks at a process.
   *
   * @param pid its number in the JVM's PID namespace, 1 or more
   * @throws dev.caisson.error.SystemCallException ESRCH where there is none, EACCES where its
   *     namespaces may not be looked at
   */
  public static ProcessNamespaces of(long pid) throws CaissonException {
    try (OpenProcess process = OpenProcess.of(pid)) {
      return of(process);
    }
  }

  /**
   * Looks at a process, and never at another which has got the same number.
   *
   * @throws CaissonException as {@link #of(long)} does
   */
  public static ProcessNamespaces of(ProcessHandle handle) throws CaissonException {
    try (OpenProcess process = OpenProcess.of(handle)) {
      return of(process);
    }
  }

  private static ProcessNamespaces of(OpenProcess process) throws CaissonException {
    Map<NamespaceLink, NamespaceInfo> links = new EnumMap<>(NamespaceLink.class);
    for (NamespaceLink link : NamespaceLink.values()) {
      try (NamespaceHandle handle = process.find(link).orElse(null)) {
        if (handle != null) {
          links.put(link, handle.info());
        }
      }
    }
    return new ProcessNamespaces(links);
  }

  /** Returns what a link leads to; empty where the process has none. */
  public Optional<NamespaceInfo> find(NamespaceLink link) {
    return Optional.ofNullable(links.get(link));
  }

  /** Returns the kinds of which both processes are in the same namespace. */
  public Set<Namespace> sharedWith(ProcessNamespaces other) {
    Set<Namespace> shared = EnumSet.noneOf(Namespace.class);
    for (Namespace kind : Namespace.values()) {
      Optional<NamespaceId> here = find(NamespaceLink.to(kind)).map(NamespaceInfo::id);
      if (here.isPresent()
          && here.equals(other.find(NamespaceLink.to(kind)).map(NamespaceInfo::id))) {
        shared.add(kind);
      }
    }
    return shared;
  }
}
