package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A hierarchy in which this process can make groups. */
sealed interface Hierarchy permits LegacyHierarchy, UnifiedHierarchy {

  /** The order of removal: the freezer of v1 first, as what is frozen in it does not die. */
  Comparator<Hierarchy> REMOVAL =
      Comparator.comparing(hierarchy -> !hierarchy.subsystems().contains(Subsystem.FREEZER));

  /** Returns the directory below which our groups are. */
  Path base();

  /** Returns what is limited and counted through this hierarchy. */
  Set<Subsystem> subsystems();

  /**
   * Returns what puts the limits of a controller of this hierarchy on a group.
   *
   * @throws UnsupportedHostException if it can't express one
   */
  List<Setting> settings(Controller controller, Limits limits) throws UnsupportedHostException;

  /** Returns what puts those of these limits on a group that this hierarchy holds to. */
  default List<Setting> settings(Limits limits) throws UnsupportedHostException {
    List<Setting> settings = new ArrayList<>();
    for (Controller controller : limits.byController().keySet()) {
      if (subsystems().contains(Subsystem.of(controller))) {
        settings.addAll(settings(controller, limits));
      }
    }
    return settings;
  }

  /** Checks, before anything is made, that this hierarchy can express what it is to hold to. */
  default void requireExpressible(Limits limits) throws UnsupportedHostException {
    settings(limits);
  }

  /** Throws the error that says that this hierarchy can't express a limit, where one was asked. */
  default void refuseIf(boolean asked, Controller controller, String limit)
      throws UnsupportedHostException {
    if (asked) {
      throw new UnsupportedHostException(
          "limit " + controller + " on " + this,
          "",
          "it has no " + limit,
          Optional.of("leave it away, or use a host with the other version of cgroups"));
    }
  }

  /** Returns where this hierarchy shows a number. */
  Source source(Counter counter);

  /** Makes these subsystems work in the groups below one in which there is no process. */
  void enable(KernelDirectory parent, String group, Set<Subsystem> wanted) throws CaissonException;

  /** Returns how groups are frozen here, where {@link Subsystem#FREEZER} is. */
  Freezing freezing();

  /**
   * Returns the file whose event tells that a group is out of memory; empty where there is none.
   */
  Optional<String> outOfMemoryFile();

  /** Returns the file into which a process of one thread writes 0 to move itself into a group. */
  String entrance();

  /** Returns whether clone3(2) can start a process in a group of this hierarchy. */
  boolean takesClones();
}
