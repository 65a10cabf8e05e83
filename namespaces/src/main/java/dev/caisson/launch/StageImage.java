package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Spawn;

/**
 * Starts stages: posix_spawn(3) of an image of a few pages, so that neither the JVM's size nor its
 * threads matter.
 */
final class StageImage {

  /** What processes are called before they have a name of their own. */
  static final String NAME = "caisson";

  private StageImage() {}

  /** Starts a program as a child of this JVM; it must be reaped. */
  static Child start(Program program, Descriptors descriptors) throws CaissonException {
    int status = descriptors.number(Descriptors.Role.STATUS);
    byte[] image = ElfImage.of(program, Architecture.current(), status);
    try (Fd file = Memfd.sealed(NAME, image)) {
      return Spawn.start(file, NAME, descriptors.inherited());
    }
  }
}
