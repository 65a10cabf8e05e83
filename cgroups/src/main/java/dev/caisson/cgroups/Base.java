package dev.caisson.cgroups;

import java.nio.file.Path;

/** Where in a hierarchy this process may make groups, or why nowhere. */
sealed interface Base {

  /** Groups can be made in this directory. */
  record Usable(Path directory) implements Base {}

  /** There is no such place. */
  record Blocked(Obstacle obstacle) implements Base {}
}
