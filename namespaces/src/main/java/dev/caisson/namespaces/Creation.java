package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.IdMaps;
import dev.caisson.launch.NamespaceHolder;
import dev.caisson.launch.NamespaceInit;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
import java.util.Optional;

/** The steps in which new namespaces are made. */
final class Creation {

  private final NewNamespaces wanted;
  private final IdMappings ids;

  Creation(NewNamespaces wanted) {
    boolean needsUser =
        !wanted.kinds().contains(Namespace.USER) && !MappingRights.holds(Capability.SYS_ADMIN);
    this.wanted = needsUser ? wanted.withUser() : wanted;
    this.ids = wanted.idMappings().orElseGet(IdMappings::ownAsRoot);
  }

  NamespaceSet create() throws CaissonException, InterruptedException {
    boolean user = wanted.kinds().contains(Namespace.USER);
    boolean direct = !user || checkRights();
    NamespaceSet set = new NamespaceSet();
    try (NamespaceHolder holder = NamespaceHolder.start(wanted.kinds(), wanted.loopback())) {
      if (user) {
        mapIds(holder, direct);
      }
      if (wanted.timeOffsets().isPresent()) {
        setClocks(holder, wanted.timeOffsets().get());
      }
      take(holder, set);
      return set;
    } catch (CaissonException | InterruptedException | RuntimeException e) {
      set.abandon(e);
      throw e;
    }
  }

  /** Returns whether the JVM may write the maps itself. */
  private boolean checkRights() throws CaissonException {
    MappingRights users = MappingRights.ofUsers();
    MappingRights groups = MappingRights.ofGroups();
    users.check(ids.users());
    groups.check(ids.groups());
    return users.isDirect(ids.users()) && groups.isDirect(ids.groups());
  }

  private void mapIds(NamespaceHolder holder, boolean direct)
      throws CaissonException, InterruptedException {
    IdMaps maps = new IdMaps(holder.pid());
    if (direct) {
      maps.write(ids.users(), ids.groups(), !MappingRights.holds(Capability.SETGID));
    } else {
      maps.writeByHelpers(ids.users(), ids.groups());
    }
  }

  /** Nobody is in the time namespace yet, and only so long can its clocks be set. */
  private static void setClocks(NamespaceHolder holder, TimeOffsets offsets)
      throws CaissonException {
    Path path = Path.of("/proc", Integer.toString(holder.pid()));
    try (KernelDirectory process = KernelDirectory.open(path)) {
      process.write("timens_offsets", offsets.toString());
    } catch (SystemCallException e) {
      Optional<String> remedy =
          e.is(Errno.ERANGE)
              ? Optional.of("a clock would be before 0, or beyond 146 years")
              : Optional.empty();
      UnsupportedHostException refused =
          new UnsupportedHostException(
              "set clocks of time namespace",
              offsets.toString().strip().replace("\n", ", "),
              SystemCallException.describe(e.errno().orElseThrow().number()),
              remedy);
      refused.initCause(e);
      throw refused;
    }
  }

  private void take(NamespaceHolder holder, NamespaceSet set) throws CaissonException {
    try (OpenProcess process = new OpenProcess(holder.open(), "process " + holder.pid())) {
      for (Namespace kind : wanted.kinds()) {
        if (kind == Namespace.TIME) {
          set.add(process.open(NamespaceLink.TIME_FOR_CHILDREN));
        } else if (kind != Namespace.PID) {
          set.add(process.open(NamespaceLink.to(kind)));
        }
      }
    }
    if (wanted.kinds().contains(Namespace.PID)) {
      NamespaceInit init = holder.cloneInit();
      set.add(init);
      set.add(NamespaceHandle.ofProcess(init.pidfd(), NamespaceLink.PID));
    }
  }
}
