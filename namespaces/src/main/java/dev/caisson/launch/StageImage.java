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
    try (Fd file = image(program, descriptors)) {
      return Spawn.start(file, NAME, descriptors.inherited());
    }
  }

  /**
   * Starts a program that joins a container, whose processes must not read it (CVE-2019-5736). It
   * can't be traced from its first instruction on, so it can't map its own ids either.
   */
  static Child startUnreadable(Program program, Descriptors descriptors) throws CaissonException {
    try (Fd file = image(program, descriptors)) {
      Memfd.makeExecutableOnly(file);
      return Spawn.start(file, NAME, descriptors.inherited());
    }
  }

  private static Fd image(Program program, Descriptors descriptors) throws CaissonException {
    int status = descriptors.number(Descriptors.Role.STATUS);
    return Memfd.sealed(NAME, ElfImage.of(program, Architecture.current(), status));
  }
}
