package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What lets a process into a container's namespaces; it stays so if the container ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public sealed interface Door extends AutoCloseable {

  /** The container's first process, all of whose namespaces are entered at once. */
  record Whole(Fd pidfd) implements Door {
    @Override
    public void close() {
      pidfd.close();
    }
  }

  /** Its namespaces, one by one. */
  record Each(Map<Namespace, Fd> namespaces) implements Door {

    /** Keeps a copy, in the order of the kinds. */
    public Each {
      namespaces = new EnumMap<>(namespaces);
    }

    @Override
    public void close() {
      namespaces.values().forEach(Fd::close);
    }
  }

  /** Opens the namespaces of a process, which the caller must be allowed to trace. */
  static Door open(int pid, Set<Namespace> kinds) throws CaissonException {
    Map<Namespace, Fd> opened = new EnumMap<>(Namespace.class);
    try (KernelDirectory folder = KernelDirectory.open(Path.of("/proc/" + pid + "/ns"))) {
      for (Namespace kind : kinds) {
        opened.put(kind, folder.file(kind.name().toLowerCase(Locale.ROOT)));
      }
      return new Each(opened);
    } catch (CaissonException e) {
      opened.values().forEach(Fd::close);
      throw e;
    }
  }

  /** Returns the same, of the caller's own. */
  default Door duplicate() throws CaissonException {
    if (this instanceof Whole whole) {
      return new Whole(Fd.duplicate(whole.pidfd().number()));
    }
    Map<Namespace, Fd> copies = new EnumMap<>(Namespace.class);
    try {
      for (Map.Entry<Namespace, Fd> entry : ((Each) this).namespaces().entrySet()) {
        copies.put(entry.getKey(), Fd.duplicate(entry.getValue().number()));
      }
      return new Each(copies);
    } catch (CaissonException e) {
      copies.values().forEach(Fd::close);
      throw e;
    }
  }

  @Override
  void close();
}
