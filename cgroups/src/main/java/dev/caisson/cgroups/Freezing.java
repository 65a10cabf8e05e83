package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelDirectory;

/** How the processes of a group are stopped where they are. */
enum Freezing {
  /** The freezer controller of v1, in which a stopped process takes not even SIGKILL. */
  LEGACY("freezer.state", "FROZEN", "THAWED") {
    @Override
    boolean isFrozen(KernelDirectory parent, String group) throws CaissonException {
      // Between the two states it says FREEZING.
      return parent.read(group + "/freezer.state").equals("FROZEN");
    }
  },

  /** The core of v2. */
  UNIFIED("cgroup.freeze", "1", "0") {
    @Override
    boolean isFrozen(KernelDirectory parent, String group) throws CaissonException {
      return parent.read(group + "/cgroup.events").lines().anyMatch("frozen 1"::equals);
    }
  };

  private final String file;
  private final String stop;
  private final String goOn;

  Freezing(String file, String stop, String goOn) {
    this.file = file;
    this.stop = stop;
    this.goOn = goOn;
  }

  /** Returns whether every process of a group has stopped. */
  abstract boolean isFrozen(KernelDirectory parent, String group) throws CaissonException;

  /** Returns whether a stopped process dies only when it goes on. */
  boolean holdsTheDying() {
    return this == LEGACY;
  }

  String file() {
    return file;
  }

  String stop() {
    return stop;
  }

  String goOn() {
    return goOn;
  }
}
