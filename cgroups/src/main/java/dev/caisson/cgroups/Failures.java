package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import org.jspecify.annotations.Nullable;

/** The failures of steps that are all tried: the first, with the others suppressed. */
final class Failures {

  /** A step that may fail. */
  interface Step {
    void run() throws CaissonException;
  }

  private @Nullable CaissonException first;

  void collect(Step step) {
    try {
      step.run();
    } catch (CaissonException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
  }

  /** Adds them to what had failed before. */
  void suppressIn(CaissonException cause) {
    if (first != null) {
      cause.addSuppressed(first);
    }
  }

  void throwFirst() throws CaissonException {
    if (first != null) {
      throw first;
    }
  }
}
