package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelDirectory;
import java.nio.file.Path;
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

  /** Returns what is to be written to put these limits on a group. */
  List<Setting> settings(Limits limits);

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
