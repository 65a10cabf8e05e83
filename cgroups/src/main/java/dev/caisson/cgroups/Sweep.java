package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import java.util.Collection;

/** Removes from a hierarchy what JVMs have left that were killed. */
final class Sweep {

  private final Failures failures = new Failures();

  private Sweep() {}

  /**
   * Sweeps these hierarchies.
   *
   * @throws CaissonException if something can't be removed, after everything was tried
   */
  static void over(Collection<Hierarchy> hierarchies) throws CaissonException {
    Sweep sweep = new Sweep();
    for (Hierarchy hierarchy : hierarchies.stream().sorted(Hierarchy.REMOVAL).toList()) {
      sweep.failures.collect(() -> sweep.sweep(hierarchy));
    }
    sweep.failures.throwFirst();
  }

  private void sweep(Hierarchy hierarchy) throws CaissonException {
    try (KernelDirectory base = KernelDirectory.open(hierarchy.base())) {
      if (!base.holds(Instance.SHARED)) {
        return;
      }
      try (KernelDirectory shared = base.directory(Instance.SHARED)) {
        for (String name : shared.directories(".")) {
          failures.collect(() -> removeDead(shared, name));
        }
      }
      // Stays where there is an instance in it.
      base.removeDirectory(Instance.SHARED);
    }
  }

  private static void removeDead(KernelDirectory shared, String name) throws CaissonException {
    if (!Instance.NAME.matcher(name).matches()) {
      return;
    }
    try (KernelDirectory instance = shared.directory(name)) {
      if (instance.tryLock()) {
        new Subtree(shared, name).remove();
      }
    } catch (SystemCallException e) {
      // It went by itself, or is another user's to sweep.
      if (!e.is(Errno.ENOENT) && !e.is(Errno.EACCES)) {
        throw e;
      }
    }
  }
}
