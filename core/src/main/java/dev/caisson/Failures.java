package dev.caisson;

import dev.caisson.error.CaissonException;
import org.jspecify.annotations.Nullable;

/** The first of several failures, with the later ones suppressed in it. */
final class Failures {

  private @Nullable Exception first;

  /** Something that may fail. */
  interface Action {
    /** Does it. */
    void run() throws CaissonException;
  }

  /** Does something and returns whether it went well; a failure is kept. */
  synchronized boolean collect(Action action) {
    try {
      action.run();
      return true;
    } catch (CaissonException | RuntimeException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
      return false;
    }
  }

  /** Returns the first failure; null where all went well. */
  synchronized @Nullable Exception first() {
    return first;
  }
}
